using System.Text.Json;
using Pulp.AspNetCore.Api.Json;
using Pulp.Downloads;
using Pulp.Remotes;

namespace Pulp.AspNetCore.Api.Resources;

/// <summary>
/// Shows how many requests a remote's upstream said it still takes: null until it says so.
/// </summary>
internal static class RateLimitOutput
{
    public static ApiType Type { get; } = ApiType.Of(new NamedSchema(
        "UpstreamRateLimit",
        [
            new SchemaProperty("limit", ApiType.Integer with { IsNullable = true }) { IsReadOnly = true },
            new SchemaProperty("remaining", ApiType.Integer) { IsReadOnly = true },
            new SchemaProperty("window", ApiType.Integer with { IsNullable = true }) { IsReadOnly = true },
            new SchemaProperty("observed", ApiType.Time) { IsReadOnly = true },
        ])) with
    {
        IsNullable = true,
    };

    public static void Write(Utf8JsonWriter writer, Remote remote, UpstreamAllowances allowances)
    {
        if (!Uri.TryCreate(remote.Url, UriKind.Absolute, out var url) || !allowances.TryGet(url, remote.Username, out var allowance))
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WritePropertyName("limit"u8);
        writer.WriteInteger(allowance.Limit);
        writer.WriteNumber("remaining"u8, allowance.Remaining);
        writer.WritePropertyName("window"u8);
        writer.WriteInteger((long?)allowance.Window?.TotalSeconds);
        writer.WritePropertyName("observed"u8);
        writer.WriteTime(allowance.Observed);
        writer.WriteEndObject();
    }
}
