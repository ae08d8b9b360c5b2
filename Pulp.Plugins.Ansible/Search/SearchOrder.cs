namespace Pulp.Plugins.Ansible.Search;

/// <summary>
/// Orders what was found.
/// </summary>
internal static class SearchOrder
{
    /// <summary>The orders there are; a minus before it turns one round.</summary>
    public static IReadOnlyList<string> Names { get; } = ["name", "namespace", "version", "pulp_created"];

    /// <summary>Orders by a name of <see cref="Names"/>.</summary>
    public static IEnumerable<(SearchIndex Index, SearchEntry Entry)> Apply(IEnumerable<(SearchIndex Index, SearchEntry Entry)> found, string order)
    {
        var isDescending = order.StartsWith('-');
        return order.TrimStart('-') switch
        {
            "version" => isDescending ? found.OrderByDescending(pair => pair.Entry.Version) : found.OrderBy(pair => pair.Entry.Version),
            "pulp_created" => isDescending ? found.OrderByDescending(pair => pair.Entry.Unit.Created) : found.OrderBy(pair => pair.Entry.Unit.Created),
            "namespace" => ByText(found, pair => pair.Entry.Unit.Namespace, isDescending),
            _ => ByText(found, pair => pair.Entry.Unit.Name, isDescending),
        };
    }

    private static IEnumerable<(SearchIndex Index, SearchEntry Entry)> ByText(
        IEnumerable<(SearchIndex Index, SearchEntry Entry)> found, Func<(SearchIndex Index, SearchEntry Entry), string> text, bool isDescending) =>
        isDescending ? found.OrderByDescending(text, StringComparer.Ordinal) : found.OrderBy(text, StringComparer.Ordinal);
}
