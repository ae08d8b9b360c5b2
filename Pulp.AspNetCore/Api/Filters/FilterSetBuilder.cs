using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.Queries;

namespace Pulp.AspNetCore.Api.Filters;

/// <summary>
/// Collects the filters of one list.
/// </summary>
internal sealed class FilterSetBuilder
{
    private readonly Dictionary<string, ListFilter> filters = new(StringComparer.Ordinal);
    private readonly HashSet<string> ordering = new(StringComparer.Ordinal);

    /// <summary>Adds a filter of its own kind.</summary>
    public FilterSetBuilder Add(string name, ApiType type, Func<string, FilterScope, ValueTask<Condition>> toCondition)
    {
        filters[name] = new ListFilter(name, type, toCondition);
        return this;
    }

    /// <summary>Adds a filter whose value says everything.</summary>
    public FilterSetBuilder Add(string name, ApiType type, Func<string, Condition> toCondition) =>
        Add(name, type, (text, _) => ValueTask.FromResult(toCondition(text)));

    public FilterSetBuilder OrderBy(params IEnumerable<string> fields)
    {
        ordering.UnionWith(fields);
        return this;
    }

    /// <summary>Adds the exact value and all name look-ups.</summary>
    public FilterSetBuilder Names(string field) => Texts(field, "", "iexact", "in", "contains", "icontains", "startswith", "istartswith", "regex", "iregex");

    /// <summary>Adds look-ups of a text field; the empty one is the exact value.</summary>
    public FilterSetBuilder Texts(string field, params ReadOnlySpan<string> lookups)
    {
        foreach (var lookup in lookups)
        {
            var name = lookup.Length == 0 ? field : $"{field}__{lookup}";
            _ = lookup switch
            {
                "in" => AnyOf(name, field),
                "regex" => Add(name, ApiType.Text, text => new Condition.Compare(field, Comparison.Matches, FilterValues.Pattern(name, text))),
                "iregex" => Add(name, ApiType.Text, text => new Condition.Compare(field, Comparison.MatchesIgnoreCase, FilterValues.Pattern(name, text))),
                _ => Compare(name, ApiType.Text, field, ComparisonOf(lookup), text => text),
            };
        }

        return this;
    }

    /// <summary>Adds a filter by one of several values of a text field.</summary>
    public FilterSetBuilder AnyOf(string name, string field) =>
        Add(name, ApiType.ListOf(ApiType.Text), text => new Condition.Compare(field, Comparison.In, FilterValues.List(text)));

    /// <summary>Adds the exact time, the comparisons, <c>__range</c> and <c>__isnull</c>.</summary>
    public FilterSetBuilder Times(string field) => Compared(field, ApiType.Time, (name, text) => FilterValues.Time(name, text)).IsNull(field);

    /// <summary>Adds the exact number, the comparisons and <c>__range</c>.</summary>
    public FilterSetBuilder Integers(string field) => Compared(field, ApiType.Integer, (name, text) => FilterValues.Integer(name, text));

    public FilterSetBuilder Boolean(string field) => Compare(field, ApiType.Boolean, field, Comparison.Equal, text => FilterValues.Boolean(field, text));

    public FilterSetBuilder IsNull(string field) => Compare($"{field}__isnull", ApiType.Boolean, field, Comparison.IsNull, text => FilterValues.Boolean($"{field}__isnull", text));

    public FilterSetBuilder NotEqualInteger(string field) => Compare($"{field}__ne", ApiType.Integer, field, Comparison.NotEqual, text => FilterValues.Integer($"{field}__ne", text));

    /// <summary>Adds the object that a field refers to, and <c>__in</c>; <c>null</c> stands for none.</summary>
    public FilterSetBuilder References(string field) => Add(field, ApiType.Uri, (text, scope) => ValueTask.FromResult(text == "null"
            ? new Condition.Compare(field, Comparison.IsNull, true)
            : Condition.Equal(field, FilterTargets.Object(field, text, scope))))
        .Add($"{field}__in", ApiType.ListOf(ApiType.Uri), (text, scope) =>
            ValueTask.FromResult(FilterTargets.In(field, FilterValues.List(text).Select(part => FilterTargets.Object($"{field}__in", part, scope)))));

    /// <summary>Adds <c>pulp_href__in</c>, <c>prn__in</c> and <c>pulp_id__in</c>.</summary>
    public FilterSetBuilder Ids(bool withIds = true)
    {
        foreach (var name in new[] { "pulp_href__in", "prn__in" })
            Add(name, ApiType.ListOf(ApiType.Text), (text, scope) => FilterTargets.ToIdsAsync(name, text, scope));
        return withIds
            ? Add("pulp_id__in", ApiType.ListOf(ApiType.Text), text =>
                new Condition.Compare("pulp_id", Comparison.In, FilterValues.List(text).Select(id => FilterValues.Uuid("pulp_id__in", id)).Cast<object>().ToList()))
            : this;
    }

    /// <summary>Adds the same for objects that are known by numbers: users and groups.</summary>
    public FilterSetBuilder Numbers(CoreObject kind)
    {
        foreach (var name in new[] { "pulp_href__in", "prn__in" })
        {
            Add(name, ApiType.ListOf(ApiType.Text), (text, scope) =>
                ValueTask.FromResult<Condition>(new Condition.Compare("id", Comparison.In, FilterValues.List(text).Select(part => (object)FilterTargets.Number(name, part, scope, kind)).ToList())));
        }

        return Add("pulp_id__in", ApiType.ListOf(ApiType.Integer), text =>
            new Condition.Compare("id", Comparison.In, FilterValues.List(text).Select(id => (object)FilterValues.Integer("pulp_id__in", id)).ToList()));
    }

    public FilterSetBuilder Labels() => Add("pulp_label_select", ApiType.Text, LabelSelector.Parse);

    public FilterSetBuilder Types(IReadOnlyList<string> types) =>
        Compare("pulp_type", ApiType.ChoiceOf(types), "pulp_type", Comparison.Equal, text => FilterValues.Choice("pulp_type", text, types))
            .Add("pulp_type__in", ApiType.ListOf(ApiType.ChoiceOf(types)), text =>
                new Condition.Compare("pulp_type", Comparison.In, FilterValues.List(text).Select(type => FilterValues.Choice("pulp_type__in", type, types)).ToList()));

    public FilterSet Build() => new(filters.Values, ordering);

    private static Comparison ComparisonOf(string lookup) => lookup switch
    {
        "" => Comparison.Equal,
        "ne" => Comparison.NotEqual,
        "iexact" => Comparison.EqualIgnoreCase,
        "contains" => Comparison.Contains,
        "icontains" => Comparison.ContainsIgnoreCase,
        "startswith" => Comparison.StartsWith,
        "istartswith" => Comparison.StartsWithIgnoreCase,
        _ => throw new ArgumentOutOfRangeException(nameof(lookup), lookup, "There is no such look-up."),
    };

    private FilterSetBuilder Compare(string name, ApiType type, string field, Comparison comparison, Func<string, object> read) =>
        Add(name, type, text => new Condition.Compare(field, comparison, read(text)));

    private FilterSetBuilder Compared(string field, ApiType type, Func<string, string, object> read)
    {
        (string Suffix, Comparison Comparison)[] comparisons =
            [("", Comparison.Equal), ("__lt", Comparison.Less), ("__lte", Comparison.LessOrEqual), ("__gt", Comparison.Greater), ("__gte", Comparison.GreaterOrEqual)];
        foreach (var (suffix, comparison) in comparisons)
            Compare(field + suffix, type, field, comparison, text => read(field + suffix, text));
        var range = $"{field}__range";
        return Add(range, ApiType.ListOf(type), text =>
        {
            var (first, second) = FilterValues.Range(range, text);
            return new Condition.All(
            [
                new Condition.Compare(field, Comparison.GreaterOrEqual, read(range, first)),
                new Condition.Compare(field, Comparison.LessOrEqual, read(range, second)),
            ]);
        });
    }
}
