using Pulp.Plugins.Container.Naming;
using Pulp.Sync;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Holds the tags of upstream that one sync looks at.
/// </summary>
/// <param name="Names">The tags and digests to read.</param>
/// <param name="Companions">The tags that belong to a manifest, by what they begin with; null when upstream was not asked for the list, so that each must be looked up.</param>
internal sealed record UpstreamTags(IReadOnlyList<string> Names, ILookup<string, string>? Companions)
{
    /// <summary>Chooses from the names a remote states, or from all upstream has.</summary>
    public static async Task<UpstreamTags> ReadAsync(SyncContext context, TagChoice choice, UpstreamRegistry registry, bool holdsCompanions, CancellationToken cancellationToken)
    {
        var names = new List<string>(choice.Digests);
        var companions = new List<(string Stem, string Tag)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var tag in (choice.Named?.ToAsyncEnumerable() ?? registry.TagsAsync(cancellationToken)).ConfigureAwait(false))
        {
            if (!seen.Add(tag))
                continue;
            if (!TagName.TryParse(tag, out _))
                context.Skip("malformed tag", tag);
            else if (holdsCompanions && choice.Named is null && CompanionTag.FindStem(tag) is { } stem)
                companions.Add((stem, tag));
            else if (choice.IsTaken(tag))
                names.Add(tag);
            else
                context.Skip(TagChoice.Excluded, tag);
        }

        return new UpstreamTags(names, choice.Named is null ? companions.ToLookup(companion => companion.Stem, companion => companion.Tag, StringComparer.Ordinal) : null);
    }
}
