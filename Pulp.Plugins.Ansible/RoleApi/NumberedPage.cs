using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Pulp.Plugins.Ansible.Protocol;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Represents which part of a list a client of API v1 asks for: pages have numbers, from 1.
/// </summary>
/// <param name="Number">The page.</param>
/// <param name="Size">How many items a page has.</param>
internal sealed record NumberedPage(int Number, int Size)
{
    private const int MaximumSize = 1000;

    /// <summary>Gets how many items stand before this page.</summary>
    public long Offset => (Number - 1L) * Size;

    /// <summary>Reads what a request asks for. A size that is no number is passed over.</summary>
    /// <param name="query">The request's query.</param>
    /// <param name="defaultSize">How many items a page has when the request does not say it.</param>
    /// <exception cref="GalaxyException">The page is none.</exception>
    public static NumberedPage Of(IQueryCollection query, int defaultSize)
    {
        var number = 1;
        if (query["page"].ToString() is { Length: > 0 } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) || number == 0))
            throw Missing();
        return new NumberedPage(number, int.TryParse(query["page_size"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? Math.Min(size, MaximumSize) : defaultSize);
    }

    /// <summary>Requires that a list has this page; the first is there in any case.</summary>
    /// <exception cref="GalaxyException">It has not.</exception>
    public void RequireWithin(long count)
    {
        if (Number > 1 && Offset >= count)
            throw Missing();
    }

    /// <summary>Writes this page of a list.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="origin">The server's address.</param>
    /// <param name="path">The list's path.</param>
    /// <param name="filters">By what the list is filtered: goes into the addresses of other pages.</param>
    /// <param name="count">How many items there are in all.</param>
    /// <param name="items">The items of this page.</param>
    /// <param name="write">Writes the fields of one.</param>
    public void Write<T>(Utf8JsonWriter writer, string origin, string path, IEnumerable<KeyValuePair<string, string>> filters, long count, IEnumerable<T> items, Action<T> write)
    {
        var next = Offset + Size < count ? path + Query(filters, Number + 1) : null;
        var previous = Number > 1 ? path + Query(filters, Number - 1) : null;
        var server = new Uri(origin).GetLeftPart(UriPartial.Authority);
        writer.WriteStartObject();
        writer.WriteNumber("count", count);
        writer.WriteString("next", next is null ? null : server + next);
        writer.WriteString("next_link", next);
        writer.WriteString("previous", previous is null ? null : server + previous);
        writer.WriteString("previous_link", previous);
        writer.WriteStartArray("results");
        foreach (var item in items)
        {
            writer.WriteStartObject();
            write(item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private string Query(IEnumerable<KeyValuePair<string, string>> filters, int number) => new QueryBuilder(filters)
    {
        { "page", number.ToString(CultureInfo.InvariantCulture) },
        { "page_size", Size.ToString(CultureInfo.InvariantCulture) },
    }.ToString();

    private static GalaxyException Missing() => new(GalaxyError.NotFound, "There is no such page.");
}
