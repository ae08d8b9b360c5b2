using Pulp.Digests;
using Pulp.Storage;

namespace Pulp.Testing.Tests.Storage;

/// <summary>A storage as somebody else would write it: with the public contract alone, and no ability beyond it.</summary>
internal sealed class MemoryStorage(MemoryBucket bucket, TimeProvider time) : IArtifactStorage
{
    public const string Staging = "staging/";

    public ValueTask<ArtifactWriter> CreateWriterAsync(ArtifactWriteOptions options, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<ArtifactWriter>(new MemoryWriter(options, bucket, time));

    public ValueTask<Stream> OpenStagedAsync(StagedArtifact staged, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<Stream>(new MemoryStream(StagedBytes(staged), writable: false));

    public async Task CommitAsync(IReadOnlyList<StagedArtifact> staged, Guid? domain, CancellationToken cancellationToken = default)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var artifact in staged)
            {
                var name = NameOf(artifact.Sha256, domain);
                var isStored = bucket.Objects.TryGetValue(name, out var stored) && stored.Bytes.Length == artifact.Size;
                if (isStored && !artifact.ReplaceExisting)
                    continue;
                bucket.Objects[name] = (StagedBytes(artifact), time.GetUtcNow());
            }
        }
        finally
        {
            await DiscardAsync(staged, CancellationToken.None);
        }
    }

    public Task DiscardAsync(IReadOnlyList<StagedArtifact> staged, CancellationToken cancellationToken = default)
    {
        foreach (var artifact in staged)
            bucket.Objects.TryRemove(artifact.Key, out _);
        return Task.CompletedTask;
    }

    public ValueTask<Stream?> OpenReadAsync(Digest sha256, Guid? domain, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<Stream?>(bucket.Objects.TryGetValue(NameOf(sha256, domain), out var stored) ? new MemoryStream(stored.Bytes, writable: false) : null);

    public ValueTask<long?> GetSizeAsync(Digest sha256, Guid? domain, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<long?>(bucket.Objects.TryGetValue(NameOf(sha256, domain), out var stored) ? stored.Bytes.Length : null);

    public ValueTask<bool> DeleteAsync(Digest sha256, Guid? domain, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(bucket.Objects.TryRemove(NameOf(sha256, domain), out _));

    public async IAsyncEnumerable<StoredFile> EnumerateAsync(Guid? domain, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        var prefix = PrefixOf(domain);
        foreach (var (name, stored) in bucket.Below(prefix))
            yield return new StoredFile(Digest.Sha256(Convert.FromHexString(name[prefix.Length..])), stored.Bytes.Length, stored.Written);
    }

    public Task<int> SweepTemporaryAsync(TimeSpan olderThan, CancellationToken cancellationToken = default) =>
        Task.FromResult(bucket.Below(Staging).Count(staged => time.GetUtcNow() - staged.Value.Written > olderThan && bucket.Objects.TryRemove(staged)));

    public StorageSpace? GetSpace() => null;

    public static string NameOf(Digest sha256, Guid? domain) => sha256.Algorithm == DigestAlgorithm.Sha256 && sha256 != default
        ? PrefixOf(domain) + sha256.Hex
        : throw new ArgumentException("Artifacts are known by their SHA-256.", nameof(sha256));

    private static string PrefixOf(Guid? domain) => $"artifact/{domain?.ToString("N") ?? "default"}/";

    private byte[] StagedBytes(StagedArtifact staged) => bucket.Objects.TryGetValue(staged.Key, out var bytes)
        ? bytes.Bytes
        : throw new StorageException(StorageFailureReason.Missing, "The staged bytes are gone.");

    private sealed class MemoryWriter(ArtifactWriteOptions options, MemoryBucket bucket, TimeProvider time) : ArtifactWriter(options)
    {
        private readonly string key = $"{Staging}{Guid.NewGuid():N}";
        private readonly MemoryStream gathered = new();

        protected override ValueTask KeepBlockAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
        {
            gathered.Write(block.Span);
            return ValueTask.CompletedTask;
        }

        protected override ValueTask<StagedArtifact> FinishAsync(ReadOnlyMemory<byte> last, DigestSet digests, bool replaceExisting, CancellationToken cancellationToken)
        {
            gathered.Write(last.Span);
            bucket.Objects[key] = (gathered.ToArray(), time.GetUtcNow());
            return ValueTask.FromResult(new StagedArtifact(gathered.Length, digests, key) { ReplaceExisting = replaceExisting });
        }

        protected override ValueTask AbandonAsync()
        {
            bucket.Objects.TryRemove(key, out _);
            return ValueTask.CompletedTask;
        }
    }
}
