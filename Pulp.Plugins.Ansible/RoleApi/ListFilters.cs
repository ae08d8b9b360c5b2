using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Pulp.Plugins.Ansible.Protocol;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Holds by what a client of API v1 filters a list: parameters that the list knows, each perhaps more than once.
/// </summary>
internal sealed class ListFilters
{
    private const int MaximumText = 512;
    private const int MaximumValues = 32;
    private static readonly char[] Separators = [' ', ','];

    private ListFilters(IReadOnlyList<KeyValuePair<string, string>> values) => Values = values;

    /// <summary>Gets the parameters in the order of their names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Values { get; }

    /// <summary>Gets a text that is the same for the same filters, and for no others.</summary>
    public string Key => new QueryBuilder(Values).ToString();

    /// <summary>Gets a parameter's value; null when it is not set.</summary>
    public string? this[string name] => Values.FirstOrDefault(pair => pair.Key == name).Value;

    /// <summary>Reads the parameters of a request; those that are not known, and empty ones, are passed over.</summary>
    /// <exception cref="GalaxyException">There are too many values, or one is too long.</exception>
    public static ListFilters Of(IQueryCollection query, params IReadOnlyList<string> names)
    {
        var values = names.Order(StringComparer.Ordinal)
            .SelectMany(name => query[name].Where(value => !string.IsNullOrEmpty(value)).Select(value => new KeyValuePair<string, string>(name, value!))).ToList();
        if (values.Count > MaximumValues)
            throw new GalaxyException(GalaxyError.Invalid, $"A list is filtered by at most {MaximumValues} values.");
        return values.Find(pair => pair.Value.Length > MaximumText) is { Key: not null } tooLong
            ? throw new GalaxyException(GalaxyError.Invalid, "The value is too long.") { Parameter = tooLong.Key }
            : new ListFilters(values);
    }

    /// <summary>Gets the words in all values of some parameters.</summary>
    public IReadOnlyList<string> WordsOf(params IReadOnlyList<string> names) =>
        [.. Values.Where(pair => names.Contains(pair.Key, StringComparer.Ordinal)).SelectMany(pair => pair.Value.Split(Separators, StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>Sorts a list as a parameter asks for.</summary>
    /// <param name="items">The list.</param>
    /// <param name="parameter">The parameter: a field, with a minus to turn the order round.</param>
    /// <param name="keys">The fields that can be sorted by.</param>
    /// <exception cref="GalaxyException">It names another field.</exception>
    public IEnumerable<T> Sort<T>(IEnumerable<T> items, string parameter, IReadOnlyDictionary<string, Func<T, object?>> keys)
    {
        if (this[parameter] is not { } order)
            return items;
        if (!keys.TryGetValue(order.TrimStart('-'), out var key))
            throw new GalaxyException(GalaxyError.Invalid, $"It is one of: {string.Join(", ", keys.Keys)}; with a minus before it to turn the order round.") { Parameter = parameter };
        return order.StartsWith('-') ? items.OrderByDescending(key, Comparer.Instance) : items.OrderBy(key, Comparer.Instance);
    }

    private sealed class Comparer : IComparer<object?>
    {
        public static readonly Comparer Instance = new();

        public int Compare(object? x, object? y) => (x, y) is (string left, string right) ? string.CompareOrdinal(left, right) : Comparer<object?>.Default.Compare(x, y);
    }
}
