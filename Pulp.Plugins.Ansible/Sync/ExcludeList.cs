using System.Text.Json;
using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Represents the collections that upstream asks not to take from it (<c>excludes/</c>).
/// </summary>
internal sealed class ExcludeList
{
    private readonly Dictionary<CollectionName, List<VersionRange>> ranges = [];

    /// <summary>Reads upstream's list. Without one, nothing is excluded.</summary>
    public static async Task<ExcludeList> ReadAsync(GalaxyUpstream galaxy, CancellationToken cancellationToken)
    {
        var excludes = new ExcludeList();
        if (galaxy.IsV3 && await galaxy.FindAsync(new Uri(galaxy.Api, "excludes/"), cancellationToken).ConfigureAwait(false) is { } answer)
        {
            foreach (var entry in answer.ItemsOf("collections"))
                excludes.Add(entry);
        }

        return excludes;
    }

    /// <summary>Tells whether a version is excluded.</summary>
    public bool Contains(CollectionName name, SemanticVersion version) => ranges.TryGetValue(name, out var excluded) && excluded.Exists(range => range.Contains(version));

    private void Add(JsonElement entry)
    {
        if (!CollectionName.TryParse(entry.AsText() ?? entry.TextOf("name"), out var name) || !VersionRange.TryParse(entry.TextOf("version") ?? "*", out var range))
            return;
        if (!ranges.TryGetValue(name, out var known))
            ranges[name] = known = [];
        known.Add(range);
    }
}
