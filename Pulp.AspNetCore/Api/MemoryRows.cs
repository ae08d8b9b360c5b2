using System.Collections;
using System.Text.RegularExpressions;
using Pulp.Queries;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Applies a query to rows that are in memory: short lists that no store keeps.
/// </summary>
internal static class MemoryRows
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Gets the part of the rows a query asks for.</summary>
    /// <param name="rows">All rows, in their usual order.</param>
    /// <param name="query">The query.</param>
    /// <param name="field">Gets the value of a field by its REST name.</param>
    public static Page<TRow> Apply<TRow>(IEnumerable<TRow> rows, Query query, Func<TRow, string, object?> field)
    {
        var matching = rows.Where(row => query.Where is null || Holds(query.Where, name => field(row, name)));
        for (var index = query.OrderBy.Count - 1; index >= 0; index--)
        {
            var (name, descending) = query.OrderBy[index];
            matching = descending
                ? matching.OrderByDescending(row => field(row, name), Comparer<object?>.Create(Compare))
                : matching.OrderBy(row => field(row, name), Comparer<object?>.Create(Compare));
        }

        var all = matching.ToList();
        return new Page<TRow>(all.Count, [.. all.Skip((int)Math.Min(query.Offset, int.MaxValue)).Take(query.Limit)]);
    }

    private static bool Holds(Condition condition, Func<string, object?> field) => condition switch
    {
        Condition.All all => all.Parts.All(part => Holds(part, field)),
        Condition.Any any => any.Parts.Any(part => Holds(part, field)),
        Condition.Not not => !Holds(not.Part, field),
        Condition.Compare compare => Holds(compare, field(compare.Field)),

        // None of these rows has labels.
        Condition.Label => false,
        _ => throw new ArgumentException($"A condition of the type {condition.GetType().Name} does not apply to these rows."),
    };

    private static bool Holds(Condition.Compare compare, object? value) => compare.Operator switch
    {
        Comparison.Equal => Compare(value, compare.Value) == 0,
        Comparison.NotEqual => Compare(value, compare.Value) != 0,
        Comparison.Less => value is not null && Compare(value, compare.Value) < 0,
        Comparison.LessOrEqual => value is not null && Compare(value, compare.Value) <= 0,
        Comparison.Greater => value is not null && Compare(value, compare.Value) > 0,
        Comparison.GreaterOrEqual => value is not null && Compare(value, compare.Value) >= 0,
        Comparison.In => ((IEnumerable)compare.Value!).Cast<object?>().Any(item => Compare(value, item) == 0),
        Comparison.IsNull => value is null == (compare.Value is true),
        Comparison.HasMember => value is IEnumerable<string> list && list.Contains((string?)compare.Value, StringComparer.Ordinal),
        _ => value is string text && HoldsText(compare.Operator, text, (string)compare.Value!),
    };

    private static bool HoldsText(Comparison comparison, string text, string given) => comparison switch
    {
        Comparison.EqualIgnoreCase => text.Equals(given, StringComparison.OrdinalIgnoreCase),
        Comparison.Contains => text.Contains(given, StringComparison.Ordinal),
        Comparison.ContainsIgnoreCase => text.Contains(given, StringComparison.OrdinalIgnoreCase),
        Comparison.StartsWith => text.StartsWith(given, StringComparison.Ordinal),
        Comparison.StartsWithIgnoreCase => text.StartsWith(given, StringComparison.OrdinalIgnoreCase),
        Comparison.Matches => Regex.IsMatch(text, given, RegexOptions.NonBacktracking, PatternTimeout),
        Comparison.MatchesIgnoreCase => Regex.IsMatch(text, given, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase, PatternTimeout),
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "These rows cannot be compared so."),
    };

    private static int Compare(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string a, string b) => string.CompareOrdinal(a, b),
        (IComparable a, _) when left.GetType() == right.GetType() => a.CompareTo(right),
        _ => left.Equals(right) ? 0 : 1,
    };
}
