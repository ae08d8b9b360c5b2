using System.Text.Json;
using Pulp.Documents;

namespace Pulp.Data.Stores;

/// <summary>
/// Labels as the JSON object of a column.
/// </summary>
internal static class LabelsJson
{
    private static readonly IReadOnlyDictionary<string, string?> Empty = new Dictionary<string, string?>();

    public static byte[] Write(IReadOnlyDictionary<string, string?> labels) =>
        labels.Count == 0 ? "{}"u8.ToArray() : JsonSerializer.SerializeToUtf8Bytes(labels, DocumentJson.Options);

    public static IReadOnlyDictionary<string, string?> Read(ReadOnlySpan<byte> json) =>
        json.Length <= 2 ? Empty : JsonSerializer.Deserialize<Dictionary<string, string?>>(json, DocumentJson.Options)!;
}
