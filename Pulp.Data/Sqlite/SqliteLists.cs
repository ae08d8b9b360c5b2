using System.Buffers;
using System.Text.Json;
using Pulp.ContentTypes;
using Pulp.Data.Sql;

namespace Pulp.Data.Sqlite;

/// <summary>
/// Writes lists as JSON for <c>json_each</c>; bytes become hexadecimal text.
/// </summary>
internal static class SqliteLists
{
    public static ReadOnlySpan<byte> ToJson(object values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartArray();
            Write(writer, values);
            writer.WriteEndArray();
        }

        return buffer.WrittenSpan;
    }

    private static void Write(Utf8JsonWriter writer, object values)
    {
        Span<byte> bytes = stackalloc byte[16];
        switch (values)
        {
            case IReadOnlyCollection<long> numbers:
                foreach (var number in numbers)
                    writer.WriteNumberValue(number);
                break;
            case IReadOnlyCollection<double> numbers:
                foreach (var number in numbers)
                    writer.WriteNumberValue(number);
                break;
            case IReadOnlyCollection<string> texts:
                foreach (var text in texts)
                    writer.WriteStringValue(text);
                break;
            case IReadOnlyCollection<Guid> ids:
                foreach (var id in ids)
                {
                    ((SqlValue)id).WriteBytes16(bytes);
                    WriteHex(writer, bytes);
                }

                break;
            case IReadOnlyCollection<KeyHash> keys:
                foreach (var key in keys)
                {
                    ((SqlValue)key).WriteBytes16(bytes);
                    WriteHex(writer, bytes);
                }

                break;
            case IReadOnlyCollection<byte[]> blobs:
                foreach (var blob in blobs)
                    WriteHex(writer, blob);
                break;
            default:
                throw new ArgumentException($"A list of {values.GetType().Name} cannot be a parameter.", nameof(values));
        }
    }

    private static void WriteHex(Utf8JsonWriter writer, ReadOnlySpan<byte> bytes)
    {
        Span<byte> hex = bytes.Length <= 64 ? stackalloc byte[128] : new byte[2 * bytes.Length];
        Convert.TryToHexString(bytes, hex, out var written);
        writer.WriteStringValue(hex[..written]);
    }
}
