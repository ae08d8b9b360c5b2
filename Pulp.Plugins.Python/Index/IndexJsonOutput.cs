using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pulp.Plugins.Python.Index;

/// <summary>What the writers of JSON pages share.</summary>
internal static class IndexJsonOutput
{
    /// <summary>
    /// JSON only, not for embedding in HTML: the answers have a JSON content type and forbid sniffing, and <c>&gt;=3.8</c> stands in them
    /// thousands of times.
    /// </summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void WriteStrings(Utf8JsonWriter json, JsonEncodedText name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        for (var i = 0; i < values.Count; i++)
        {
            json.WriteStringValue(values[i]);
        }

        json.WriteEndArray();
    }

    public static void WriteHashes(Utf8JsonWriter json, JsonEncodedText name, IReadOnlyList<IndexHash> hashes)
    {
        json.WriteStartObject(name);
        for (var i = 0; i < hashes.Count; i++)
        {
            json.WriteString(hashes[i].Algorithm, hashes[i].Value);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a time as <c>yyyy-mm-ddThh:mm:ss.ffffffZ</c> (PEP 700), or without fraction and zone.</summary>
    public static void WriteTime(Utf8JsonWriter json, JsonEncodedText name, DateTimeOffset? time, string format)
    {
        if (time is not { } value)
        {
            json.WriteNull(name);
            return;
        }

        Span<char> text = stackalloc char[40];
        value.UtcDateTime.TryFormat(text, out var length, format, CultureInfo.InvariantCulture);
        json.WriteString(name, text[..length]);
    }
}
