using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Json;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Writes one part of a list in Pulp's envelope.
/// </summary>
internal static class ListAnswer
{
    public static ApiResult Of<TRow>(ApiCall call, ListRequest list, long count, IReadOnlyList<TRow> rows, Representation<TRow> representation, RenderContext context)
    {
        var fields = representation.Select(list.Fields);
        return ApiResult.Json(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("count"u8, count);
            writer.WriteString("next"u8, PageLinks.Next(call.Http.Request, list, count));
            writer.WriteString("previous"u8, PageLinks.Previous(call.Http.Request, list));
            writer.WriteStartArray("results"u8);
            foreach (var row in rows)
                Representation<TRow>.Write(writer, row, context, fields);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }
}
