using System.Collections.Frozen;
using Pulp.AspNetCore.Api.Json;

namespace Pulp.AspNetCore.Api.Filters;

/// <summary>
/// Holds the filters of one list and the fields it can be ordered by.
/// </summary>
internal sealed class FilterSet
{
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal, "limit", "offset", "fields", "exclude_fields", "minimal", "format");

    private readonly FrozenDictionary<string, ListFilter> filters;

    public FilterSet(IEnumerable<ListFilter> filters, IEnumerable<string> ordering)
    {
        this.filters = filters.ToFrozenDictionary(filter => filter.Name, StringComparer.Ordinal);
        Ordering = ordering.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Gets a set without filters, for lists that can only be paged.</summary>
    public static FilterSet None { get; } = new([], []);

    public FrozenSet<string> Ordering { get; }

    public bool CanFilter => filters.Count > 0;

    /// <summary>Gets the query parameters of the list, for the OpenAPI document.</summary>
    public IReadOnlyList<SchemaProperty> Parameters
    {
        get
        {
            var all = filters.Values.Select(filter => new SchemaProperty(filter.Name, filter.Type));
            if (CanFilter)
            {
                all = all.Append(new SchemaProperty("q", ApiType.Text))
                    .Append(new SchemaProperty("ordering", ApiType.ListOf(ApiType.ChoiceOf([.. Ordering.Order(StringComparer.Ordinal).SelectMany(name => new[] { name, "-" + name })]))));
            }

            return
            [
                .. all.Append(new SchemaProperty("limit", ApiType.Integer)).Append(new SchemaProperty("offset", ApiType.Integer)).OrderBy(parameter => parameter.Name, StringComparer.Ordinal),
                new SchemaProperty("fields", ApiType.ListOf(ApiType.Text)),
                new SchemaProperty("exclude_fields", ApiType.ListOf(ApiType.Text)),
            ];
        }
    }

    public bool TryGet(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ListFilter? filter) => filters.TryGetValue(name, out filter);

    public static bool IsReserved(string name) => Reserved.Contains(name);
}
