using System.Text.Json;

namespace Pulp.Plugins.Python.Index;

/// <summary>Small readings of JSON values that index pages share. Each leaves the reader on the value's last token.</summary>
internal static class IndexJson
{
    public static IndexFormatException Malformed(string rule, Exception? cause = null) =>
        new(IndexFormatError.Malformed, null, rule, cause);

    public static string? String(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    /// <summary>Reads a text that often repeats; returns the previous instance when it does.</summary>
    public static string? String(ref Utf8JsonReader reader, ref string? previous) =>
        reader.TokenType == JsonTokenType.String && previous is not null && reader.ValueTextEquals(previous)
            ? previous
            : previous = String(ref reader);

    public static long? Integer(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetInt64(out var value) ? value : null;
        }

        reader.Skip();
        return null;
    }

    public static void Strings(ref Utf8JsonReader reader, List<string> target)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (String(ref reader) is { } text)
            {
                target.Add(text);
            }
        }
    }

    public static IReadOnlyList<IndexHash> Hashes(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return [];
        }

        IndexHash[] hashes = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var algorithm = Algorithm(ref reader);
            reader.Read();
            if (String(ref reader) is { Length: > 0 } value)
            {
                hashes = [.. hashes, new IndexHash(algorithm, value)];
            }
        }

        return hashes;
    }

    public static CoreMetadataFile? CoreMetadata(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return CoreMetadataFile.Unhashed;
            case JsonTokenType.False:
                return CoreMetadataFile.None;
            case JsonTokenType.StartObject:
                var hashes = Hashes(ref reader);
                return hashes.Count == 0 ? CoreMetadataFile.None : new CoreMetadataFile(true, hashes);
            default:
                reader.Skip();
                return null;
        }
    }

    /// <summary>Reads <c>yanked</c>: a boolean, or the reason, which must not be empty (PEP 691).</summary>
    public static (bool IsYanked, string? Reason) Yanked(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return (true, null);
            case JsonTokenType.String:
                var reason = reader.GetString();
                return (reason!.Length > 0, reason.Length > 0 ? reason : null);
            default:
                reader.Skip();
                return (false, null);
        }
    }

    private static string Algorithm(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("sha256"u8) ? "sha256"
        : reader.ValueTextEquals("md5"u8) ? "md5"
        : reader.ValueTextEquals("blake2b_256"u8) ? "blake2b_256"
        : reader.GetString()!.ToLowerInvariant();
}
