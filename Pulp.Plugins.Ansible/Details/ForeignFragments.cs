using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.Plugins.Ansible.Archives;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Repositories;

namespace Pulp.Plugins.Ansible.Details;

/// <summary>
/// Finds the fragments of documentation that a collection takes from collections it depends on, where a repository version holds them: of each in the highest version
/// that the dependency allows, which is what is installed beside it.
/// </summary>
internal sealed class ForeignFragments(CollectionReading collections, CollectionDetails details)
{
    // Fragments are a few pages of text; what is larger stays named.
    private const long MaximumBytes = 4L << 20;

    /// <summary>Finds fragments.</summary>
    /// <param name="version">The repository version.</param>
    /// <param name="unit">The collection version, saved.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What was found; null when nothing was.</returns>
    public async Task<FoundFragments?> FindAsync(RepositoryVersion version, CollectionVersion unit, CancellationToken cancellationToken)
    {
        if (await details.ReadAsync(unit, DetailPart.OtherFragments, cancellationToken).ConfigureAwait(false) is not { } list)
            return null;
        var names = JsonSerializer.Deserialize<string[]>(list) ?? [];
        var found = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        var room = MaximumBytes;
        long? promised = null;
        foreach (var (collection, range) in unit.Dependencies)
        {
            var wanted = names.Where(name => name.StartsWith(collection + ".", StringComparison.Ordinal)).ToList();
            if (wanted.Count == 0 || await ChooseAsync(version, collection, range, cancellationToken).ConfigureAwait(false) is not { } dependency)
                continue;
            if (await details.OpenAsync(dependency, DetailPart.Fragments, cancellationToken).ConfigureAwait(false) is not { } stream)
            {
                promised ??= dependency.StoreKey;
                continue;
            }

            await using var disposing = stream.ConfigureAwait(false);
            if ((room -= stream.Length) < 0)
                break;
            var files = await JsonNode.ParseAsync(stream, cancellationToken: cancellationToken).ConfigureAwait(false) as JsonObject;
            foreach (var name in wanted)
            {
                if (FragmentMerge.Find(name, collection, key => files?[key.File]?[key.Section] as JsonObject) is { } fragment)
                    found[name] = fragment;
            }
        }

        return found.Count == 0 ? null : new FoundFragments(found, promised);
    }

    private async Task<CollectionVersion?> ChooseAsync(RepositoryVersion version, string collection, string text, CancellationToken cancellationToken)
    {
        if (!CollectionName.TryParse(collection, out var name) || !VersionRange.TryParse(text, out var range))
            return null;
        var all = await collections.VersionsAsync(version, name, cancellationToken).ConfigureAwait(false);
        return all.Select(unit => (Unit: unit, Version: SemanticVersion.TryParse(unit.Version, out var parsed) ? parsed : null))
            .Where(one => one.Version is not null && range.Contains(one.Version))
            .OrderBy(one => one.Version!.IsPreRelease).ThenByDescending(one => one.Version)
            .FirstOrDefault().Unit;
    }
}
