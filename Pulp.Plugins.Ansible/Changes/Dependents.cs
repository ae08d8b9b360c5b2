using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Repositories;

namespace Pulp.Plugins.Ansible.Changes;

/// <summary>
/// Finds which collections of a repository could not be installed any more without a collection, or without one version of it.
/// </summary>
internal sealed class Dependents(CollectionReading collections)
{
    /// <summary>Finds them.</summary>
    /// <param name="version">The repository version.</param>
    /// <param name="name">The collection.</param>
    /// <param name="text">The version that would go; null for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The versions that need what would go.</returns>
    public async Task<IReadOnlyList<CollectionVersion>> FindAsync(RepositoryVersion version, CollectionName name, string? text, CancellationToken cancellationToken)
    {
        var remaining = text is null ? [] : (await collections.VersionsAsync(version, name, cancellationToken).ConfigureAwait(false))
            .Where(unit => unit.Version != text).Select(unit => Parse(unit.Version)).OfType<SemanticVersion>().ToList();
        var going = text is null ? null : Parse(text);
        var found = new List<CollectionVersion>();
        for (long? cursor = 0; cursor is { } next;)
        {
            (var units, cursor) = await collections.ScanUnitsAsync(version, next, cancellationToken).ConfigureAwait(false);
            found.AddRange(units.Where(unit => (unit.Namespace != name.Namespace || unit.Name != name.Name) && Needs(unit)));
        }

        return found;

        bool Needs(CollectionVersion unit)
        {
            if (!unit.Dependencies.TryGetValue(name.ToString(), out var range))
                return false;
            return going is null || !VersionRange.TryParse(range, out var parsed) || (parsed.Contains(going) && !remaining.Exists(parsed.Contains));
        }
    }

    private static SemanticVersion? Parse(string text) => SemanticVersion.TryParse(text, out var version) ? version : null;
}
