using System.Collections.Concurrent;

namespace Pulp.Testing.Tests.Storage;

/// <summary>Keeps objects by name, as a remote object store would: whole objects only, no renaming, no files.</summary>
internal sealed class MemoryBucket
{
    public ConcurrentDictionary<string, (byte[] Bytes, DateTimeOffset Written)> Objects { get; } = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, (byte[] Bytes, DateTimeOffset Written)>> Below(string prefix) => Objects.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal));
}
