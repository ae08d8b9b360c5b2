using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Search;

/// <summary>
/// Represents a collection version as something to be found.
/// </summary>
internal sealed class SearchEntry
{
    public SearchEntry(CollectionVersion unit)
    {
        Unit = unit;
        FullName = $"{unit.Namespace}.{unit.Name}";
        Version = SemanticVersion.TryParse(unit.Version, out var version) ? version : throw new InvalidOperationException($"'{unit.Version}' was stored as a version and is none.");
        Text = string.Join('\n', [unit.Namespace, unit.Name, FullName, .. unit.Tags, unit.Description]).ToLowerInvariant();
    }

    public CollectionVersion Unit { get; }

    public string FullName { get; }

    public SemanticVersion Version { get; }

    /// <summary>Gets what words are looked for in, in lower case.</summary>
    public string Text { get; }
}
