using System.Text.Json;
using Pulp.Repositories;

namespace Pulp.Data.Stores;

/// <summary>
/// Writes and reads the counts of a version.
/// </summary>
internal static class SummaryJson
{
    public static byte[] Write(ContentSummary summary) => JsonSerializer.SerializeToUtf8Bytes(summary);

    public static ContentSummary Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<ContentSummary>(json) ?? throw new JsonException("The counts of a version are null.");

    /// <summary>Adds two sets of counts and leaves out types without units.</summary>
    public static Dictionary<string, long> Sum(IReadOnlyDictionary<string, long> left, IReadOnlyDictionary<string, long> right, int sign = 1)
    {
        var sum = new Dictionary<string, long>(left, StringComparer.Ordinal);
        foreach (var (type, count) in right)
            sum[type] = sum.GetValueOrDefault(type) + (sign * count);
        foreach (var type in sum.Where(pair => pair.Value == 0).Select(pair => pair.Key).ToList())
            sum.Remove(type);
        return sum;
    }
}
