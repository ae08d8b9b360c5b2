using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Pulp.AspNetCore.Api.Filters;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Makes the addresses of the next and the previous part of a list: absolute, with the parameters in order.
/// </summary>
internal static class PageLinks
{
    public static string? Next(HttpRequest request, ListRequest list, long count) =>
        count - list.Offset > list.Limit ? Link(request, list.Limit, list.Offset + list.Limit) : null;

    public static string? Previous(HttpRequest request, ListRequest list) =>
        list.Offset <= 0 ? null : Link(request, list.Limit, Math.Max(0, list.Offset - list.Limit));

    private static string Link(HttpRequest request, int limit, long offset)
    {
        var parameters = request.Query
            .Where(parameter => parameter.Key is not "limit" and not "offset")
            .SelectMany(parameter => parameter.Value.Select(value => KeyValuePair.Create(parameter.Key, value)))
            .Append(KeyValuePair.Create("limit", (string?)limit.ToString(CultureInfo.InvariantCulture)));
        if (offset > 0)
            parameters = parameters.Append(KeyValuePair.Create("offset", (string?)offset.ToString(CultureInfo.InvariantCulture)));
        var query = string.Join('&', parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal)
            .Select(parameter => $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(parameter.Value ?? "")}"));
        return UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, request.Path, new QueryString("?" + query));
    }
}
