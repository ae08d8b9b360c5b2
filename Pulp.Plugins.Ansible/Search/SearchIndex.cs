using Pulp.Plugins.Ansible.Indexes;
using Pulp.Repositories;

namespace Pulp.Plugins.Ansible.Search;

/// <summary>
/// Holds what can be found in one repository version. It never changes.
/// </summary>
internal sealed class SearchIndex : IVersionIndex
{
    private readonly HashSet<SearchEntry> highest;
    private readonly HashSet<string> deprecated;
    private readonly HashSet<string> signed;

    /// <summary>Initializes an index.</summary>
    /// <param name="version">The repository version.</param>
    /// <param name="entries">Its collection versions.</param>
    /// <param name="deprecated">The full names of the deprecated collections.</param>
    /// <param name="signed">The digests of the signed collection versions.</param>
    public SearchIndex(RepositoryVersion version, IEnumerable<SearchEntry> entries, IEnumerable<string> deprecated, IEnumerable<string> signed)
    {
        Version = version;
        Entries = [.. entries.OrderBy(entry => entry.FullName, StringComparer.Ordinal).ThenByDescending(entry => entry.Version)];
        this.deprecated = deprecated.ToHashSet(StringComparer.Ordinal);
        this.signed = signed.ToHashSet(StringComparer.Ordinal);
        highest = [.. Entries.GroupBy(entry => entry.FullName, StringComparer.Ordinal).Select(versions => versions.FirstOrDefault(entry => !entry.Version.IsPreRelease) ?? versions.First())];
    }

    /// <inheritdoc/>
    public RepositoryVersion Version { get; }

    /// <inheritdoc/>
    public int Count => Entries.Count;

    /// <summary>Gets the collection versions by name, the highest version of each first.</summary>
    public IReadOnlyList<SearchEntry> Entries { get; }

    /// <inheritdoc/>
    public long Corrections { get; init; }

    public bool IsHighest(SearchEntry entry) => highest.Contains(entry);

    public bool IsDeprecated(SearchEntry entry) => deprecated.Contains(entry.FullName);

    public bool IsSigned(SearchEntry entry) => signed.Contains(entry.Unit.Sha256);
}
