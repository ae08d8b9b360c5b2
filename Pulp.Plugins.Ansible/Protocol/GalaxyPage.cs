using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Represents which part of a list a client asks for, and by what the list is filtered.
/// </summary>
internal sealed class GalaxyPage
{
    private const int DefaultLimit = 10;
    private const int MaximumLimit = 100;
    private const int MaximumText = 512;
    private readonly SortedDictionary<string, string> filters;

    private GalaxyPage(int limit, int offset, FieldChoice fields, SortedDictionary<string, string> filters)
    {
        Fields = fields;
        Limit = limit;
        Offset = offset;
        this.filters = filters;
    }

    public int Limit { get; }

    public int Offset { get; }

    /// <summary>Gets which fields of the items are wanted.</summary>
    public FieldChoice Fields { get; }

    /// <summary>Gets a text that is the same for requests of the same part of the same list.</summary>
    public string Key => Query(Offset);

    /// <summary>Gets a filter's value; null when it is not set.</summary>
    public string? this[string filter] => filters.GetValueOrDefault(filter);

    /// <summary>Reads what a request asks for. A limit or offset that is no number is passed over.</summary>
    /// <param name="query">The request's query.</param>
    /// <param name="filters">The filters that the list knows; others are passed over. All lists know <c>fields</c> and <c>exclude_fields</c>.</param>
    /// <exception cref="GalaxyException">A filter's value is too long.</exception>
    public static GalaxyPage Of(IQueryCollection query, params IReadOnlyList<string> filters)
    {
        var set = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var filter in filters.Concat(FieldChoice.Parameters))
        {
            if (query[filter].ToString() is not { Length: > 0 } value)
                continue;
            if (value.Length > MaximumText)
                throw new GalaxyException(GalaxyError.Invalid, "The value is too long.") { Parameter = filter };
            set[filter] = value;
        }

        return new GalaxyPage(Math.Min(NumberOf(query, "limit") is > 0 and var limit ? limit : DefaultLimit, MaximumLimit), NumberOf(query, "offset"), FieldChoice.Of(query), set);
    }

    /// <summary>Writes this part of a list.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="path">The list's address without a query.</param>
    /// <param name="count">How many there are in all.</param>
    /// <param name="items">The items of this part.</param>
    /// <param name="write">Writes one.</param>
    public void Write<T>(Utf8JsonWriter writer, string path, int count, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("meta");
        writer.WriteNumber("count", count);
        writer.WriteEndObject();
        writer.WriteStartObject("links");
        writer.WriteString("first", path + Query(0));
        writer.WriteString("previous", PreviousOf(path));
        writer.WriteString("next", NextOf(path, count));
        writer.WriteString("last", path + Query(Math.Max(count - 1, 0) / Limit * Limit));
        writer.WriteEndObject();
        writer.WriteStartArray("data");
        foreach (var item in items)
            Fields.Write(writer, output => write(output, item));
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public string? NextOf(string path, int count) => count - Limit > Offset ? path + Query(Offset + Limit) : null;

    public string? PreviousOf(string path) => Offset == 0 ? null : path + Query(Math.Max(Offset - Limit, 0));

    private static int NumberOf(IQueryCollection query, string name) =>
        int.TryParse(query[name].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private string Query(int offset)
    {
        var query = new QueryBuilder(filters)
        {
            { "limit", Limit.ToString(CultureInfo.InvariantCulture) },
            { "offset", offset.ToString(CultureInfo.InvariantCulture) },
        };
        return query.ToString();
    }
}
