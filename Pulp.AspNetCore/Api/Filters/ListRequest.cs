using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Pulp.AspNetCore.Api.Json;
using Pulp.Queries;

namespace Pulp.AspNetCore.Api.Filters;

/// <summary>
/// Represents what a client asks of a list: filters, order, part, fields.
/// </summary>
internal sealed class ListRequest
{
    private const int DefaultLimit = 100;
    private const int MaximumLimit = 1000;
    private readonly FilterSet filters;
    private readonly IReadOnlyList<(ListFilter Filter, string Text)> given;
    private readonly string? expression;

    private ListRequest(FilterSet filters, IReadOnlyList<(ListFilter, string)> given, string? expression)
    {
        this.filters = filters;
        this.given = given;
        this.expression = expression;
    }

    public required int Limit { get; init; }

    public required long Offset { get; init; }

    public required IReadOnlyList<Ordering> OrderBy { get; init; }

    public required FieldSelection Fields { get; init; }

    public required bool IsMinimal { get; init; }

    /// <summary>Reads the query; unknown parameters are all named in one answer.</summary>
    public static ListRequest Parse(IQueryCollection query, FilterSet filters)
    {
        var found = new List<(ListFilter, string)>();
        string? q = null;
        List<string>? unknown = null;
        foreach (var (name, values) in query)
        {
            if (FilterSet.IsReserved(name) || (name == "ordering" && filters.CanFilter))
                continue;
            if (name == "q" && filters.CanFilter)
                q = values[^1];
            else if (filters.TryGet(name, out var filter))
                found.Add((filter, Text(filter, values)));
            else
                (unknown ??= []).Add($"Invalid Filter: '{(name.Length <= 200 ? name : name[..200])}'");
        }

        if (unknown is not null)
            throw new RequestRefusedException(ErrorResponses.InvalidFilters(unknown), unknown[0]);
        return new ListRequest(filters, found, q)
        {
            Limit = ReadLimit(query["limit"]),
            Offset = ReadOffset(query["offset"]),
            OrderBy = ReadOrdering(query["ordering"], filters),
            Fields = FieldSelection.Of(query),
            IsMinimal = query["minimal"].Count > 0 && FilterValues.Boolean("minimal", query["minimal"][^1] ?? ""),
        };
    }

    /// <summary>Turns the filters into a query.</summary>
    public async ValueTask<Query> ToQueryAsync(FilterScope scope, Condition? visible = null)
    {
        var where = visible;
        foreach (var (filter, text) in given)
        {
            if (text.Length > 0)
                where = Condition.And(where, await filter.ToCondition(text, scope).ConfigureAwait(false));
        }

        if (!string.IsNullOrEmpty(expression))
            where = Condition.And(where, await QueryExpression.ParseAsync(expression, filters, scope).ConfigureAwait(false));
        return new Query { Where = where, OrderBy = OrderBy, Offset = Offset, Limit = Limit };
    }

    // Lists may come as one text with commas or as the same parameter several times.
    private static string Text(ListFilter filter, StringValues values)
    {
        var text = filter.Type.Items is not null ? string.Join(',', values.AsEnumerable()) : values[^1] ?? "";
        return text.Contains('\0', StringComparison.Ordinal) ? throw RequestRefusedException.Invalid(filter.Name, "Null characters are not allowed.") : text;
    }

    // As in Pulp, a limit or offset that is no number is passed over, and a large one is cut.
    private static int ReadLimit(StringValues values) =>
        long.TryParse(values.LastOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 ? (int)Math.Min(limit, MaximumLimit) : DefaultLimit;

    private static long ReadOffset(StringValues values) =>
        long.TryParse(values.LastOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : 0;

    private static List<Ordering> ReadOrdering(StringValues values, FilterSet filters)
    {
        var order = new List<Ordering>();
        foreach (var text in values.SelectMany(value => FilterValues.List(value ?? "")))
        {
            var descending = text.StartsWith('-');
            var field = descending ? text[1..] : text;
            if (!filters.Ordering.Contains(field))
                throw RequestRefusedException.Invalid("ordering", $"Select a valid choice. {(text.Length <= 200 ? text : text[..200])} is not one of the available choices.");
            if (order.TrueForAll(ordering => ordering.Field != field))
                order.Add(new Ordering(field, descending));
        }

        return order;
    }
}
