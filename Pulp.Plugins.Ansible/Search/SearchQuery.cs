using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Search;

/// <summary>
/// Represents what a client looks for; what is null or empty does not matter.
/// </summary>
internal sealed record SearchQuery
{
    /// <summary>Gets words that must all occur in the namespace, name, tags or description.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string? Namespace { get; init; }

    public string? Name { get; init; }

    public string? Version { get; init; }

    public VersionRange? Range { get; init; }

    /// <summary>Gets the full name of a collection that is needed.</summary>
    public string? Dependency { get; init; }

    public bool? IsHighest { get; init; }

    public bool? IsDeprecated { get; init; }

    public bool? IsSigned { get; init; }

    /// <summary>Takes words apart.</summary>
    public static IReadOnlyList<string> WordsOf(params string?[] texts) =>
        [.. texts.SelectMany(text => (text ?? "").Split((char[])[' ', '\t', ',', '"'], StringSplitOptions.RemoveEmptyEntries)).Select(word => word.ToLowerInvariant()).Distinct(StringComparer.Ordinal)];

    /// <summary>Finds what is looked for.</summary>
    public IEnumerable<SearchEntry> In(SearchIndex index) => index.Entries.Where(entry => Fits(index, entry));

    private bool Fits(SearchIndex index, SearchEntry entry)
    {
        var unit = entry.Unit;
        return IsOneOf(Namespace, unit.Namespace) && IsOneOf(Name, unit.Name) && IsOneOf(Version, unit.Version)
            && (IsHighest is null || index.IsHighest(entry) == IsHighest)
            && (IsDeprecated is null || index.IsDeprecated(entry) == IsDeprecated)
            && (IsSigned is null || index.IsSigned(entry) == IsSigned)
            && (Dependency is null || unit.Dependencies.ContainsKey(Dependency))
            && Range?.Contains(entry.Version) != false
            && HasTags(unit.Tags) && HasWords(entry.Text);
    }

    private static bool IsOneOf(string? wanted, string value) => wanted is null || wanted == value;

    private bool HasTags(IReadOnlyList<string> tags)
    {
        foreach (var tag in Tags)
        {
            if (!tags.Contains(tag))
                return false;
        }

        return true;
    }

    private bool HasWords(string text)
    {
        foreach (var word in Words)
        {
            if (!text.Contains(word, StringComparison.Ordinal))
                return false;
        }

        return true;
    }
}
