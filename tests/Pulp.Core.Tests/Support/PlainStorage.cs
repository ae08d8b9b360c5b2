using Pulp.Digests;
using Pulp.Storage;

namespace Pulp.Core.Tests.Support;

/// <summary>A storage with no ability beyond the contract.</summary>
internal sealed class PlainStorage(IArtifactStorage inner) : IArtifactStorage
{
    public ValueTask<ArtifactWriter> CreateWriterAsync(ArtifactWriteOptions options, CancellationToken cancellationToken = default) => inner.CreateWriterAsync(options, cancellationToken);

    public ValueTask<Stream> OpenStagedAsync(StagedArtifact staged, CancellationToken cancellationToken = default) => inner.OpenStagedAsync(staged, cancellationToken);

    public Task CommitAsync(IReadOnlyList<StagedArtifact> staged, Guid? domain, CancellationToken cancellationToken = default) => inner.CommitAsync(staged, domain, cancellationToken);

    public Task DiscardAsync(IReadOnlyList<StagedArtifact> staged, CancellationToken cancellationToken = default) => inner.DiscardAsync(staged, cancellationToken);

    public ValueTask<Stream?> OpenReadAsync(Digest sha256, Guid? domain, CancellationToken cancellationToken = default) => inner.OpenReadAsync(sha256, domain, cancellationToken);

    public ValueTask<long?> GetSizeAsync(Digest sha256, Guid? domain, CancellationToken cancellationToken = default) => inner.GetSizeAsync(sha256, domain, cancellationToken);

    public ValueTask<bool> DeleteAsync(Digest sha256, Guid? domain, CancellationToken cancellationToken = default) => inner.DeleteAsync(sha256, domain, cancellationToken);

    public IAsyncEnumerable<StoredFile> EnumerateAsync(Guid? domain, CancellationToken cancellationToken = default) => inner.EnumerateAsync(domain, cancellationToken);

    public Task<int> SweepTemporaryAsync(TimeSpan olderThan, CancellationToken cancellationToken = default) => inner.SweepTemporaryAsync(olderThan, cancellationToken);

    public StorageSpace? GetSpace() => inner.GetSpace();
}
