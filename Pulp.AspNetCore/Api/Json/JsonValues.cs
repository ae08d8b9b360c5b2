using System.Globalization;
using System.Text.Json;

namespace Pulp.AspNetCore.Api.Json;

/// <summary>
/// Writes values the way Pulp does: times with microseconds and a Z, absent ones as null.
/// </summary>
internal static class JsonValues
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static void WriteTime(this Utf8JsonWriter writer, DateTimeOffset? time)
    {
        if (time is null)
        {
            writer.WriteNullValue();
            return;
        }

        Span<char> text = stackalloc char[32];
        time.Value.UtcDateTime.TryFormat(text, out var length, TimeFormat, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

    public static void WriteInteger(this Utf8JsonWriter writer, long? value)
    {
        if (value is null)
            writer.WriteNullValue();
        else
            writer.WriteNumberValue(value.Value);
    }

    public static void WriteLabels(this Utf8JsonWriter writer, IReadOnlyDictionary<string, string?>? labels)
    {
        writer.WriteStartObject();
        if (labels is not null)
        {
            foreach (var (key, value) in labels)
                writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    public static void WriteTexts(this Utf8JsonWriter writer, IEnumerable<string> texts)
    {
        writer.WriteStartArray();
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
