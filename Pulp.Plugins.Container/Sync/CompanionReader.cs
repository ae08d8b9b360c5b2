using Pulp.Plugins.Container.Naming;
using Pulp.Sync;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Reads the tags whose names say that they belong to a manifest.
/// </summary>
internal sealed class CompanionReader(SyncContext context, TagReader tags, UpstreamTags known, TagChoice choice, KeptImages kept)
{
    /// <summary>Reads the tags that belong to a manifest.</summary>
    /// <param name="digest">The manifest's digest.</param>
    /// <param name="looksUp">Whether upstream is asked for each tag when it was not asked for its list.</param>
    /// <param name="hasReferrers">Whether upstream has the referrers API, so that it keeps no list of referrers under a tag.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<(string Name, ImageNode Image)>> ReadAsync(string digest, bool looksUp, bool hasReferrers, CancellationToken cancellationToken)
    {
        var names = known.Companions is { } listed ? listed[CompanionTag.StemOf(digest)]
            : !looksUp ? []
            : hasReferrers ? CompanionTag.CosignOf(digest)
            : CompanionTag.CosignOf(digest).Append(CompanionTag.StemOf(digest));
        var found = await Task.WhenAll(names.Where(name => !choice.IsExcluded(name)).Select(ReadOneAsync)).ConfigureAwait(false);
        return [.. found.Where(companion => companion.Image is not null).Select(companion => (companion.Name, companion.Image!))];

        async Task<(string Name, ImageNode? Image)> ReadOneAsync(string name)
        {
            try
            {
                return (name, await tags.ReadAsync(name, cancellationToken).ConfigureAwait(false));
            }
            catch (SkippedImageException skipped)
            {
                // Most tags that are looked up are not there.
                if (known.Companions is not null || skipped.IsDamage)
                    context.Skip(skipped.Message, name);
                return (name, skipped.IsDamage ? (await kept.FindAsync(name, cancellationToken).ConfigureAwait(false))?.Root : null);
            }
        }
    }
}
