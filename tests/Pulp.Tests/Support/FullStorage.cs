using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pulp.Digests;
using Pulp.Storage;

namespace Pulp.Tests.Support;

/// <summary>
/// A storage one of whose uses fails, as for want of room.
/// </summary>
internal sealed class FullStorage(IArtifactStorage storage) : IArtifactStorage
{
    private int uses;

    /// <summary>Gets or sets the use that fails; the first is 1, and 0 is none.</summary>
    public int Failing { get; set; }

    /// <summary>Gets how often it was used to write.</summary>
    public int Uses => uses;

    /// <summary>Puts it in the place of the storage.</summary>
    public static void Use(IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton<IArtifactStorage>(provider => new FullStorage(provider.GetRequiredService<FileSystemStorage>())));

    public ValueTask<ArtifactWriter> CreateWriterAsync(ArtifactWriteOptions options, CancellationToken cancellationToken = default)
    {
        Use();
        return storage.CreateWriterAsync(options, cancellationToken);
    }

    public async Task CommitAsync(IReadOnlyList<StagedArtifact> staged, Guid? domain, CancellationToken cancellationToken = default)
    {
        try
        {
            Use();
        }
        catch (StorageException)
        {
            // Whatever the outcome, they are used up.
            await storage.DiscardAsync(staged, CancellationToken.None);
            throw;
        }

        await storage.CommitAsync(staged, domain, cancellationToken);
    }

    public ValueTask<Stream> OpenStagedAsync(StagedArtifact staged, CancellationToken cancellationToken = default)
    {
        Use();
        return storage.OpenStagedAsync(staged, cancellationToken);
    }

    public Task DiscardAsync(IReadOnlyList<StagedArtifact> staged, CancellationToken cancellationToken = default) => storage.DiscardAsync(staged, cancellationToken);

    public ValueTask<Stream?> OpenReadAsync(Digest sha256, Guid? domain, CancellationToken cancellationToken = default) => storage.OpenReadAsync(sha256, domain, cancellationToken);

    public ValueTask<long?> GetSizeAsync(Digest sha256, Guid? domain, CancellationToken cancellationToken = default) => storage.GetSizeAsync(sha256, domain, cancellationToken);

    public ValueTask<bool> DeleteAsync(Digest sha256, Guid? domain, CancellationToken cancellationToken = default) => storage.DeleteAsync(sha256, domain, cancellationToken);

    public IAsyncEnumerable<StoredFile> EnumerateAsync(Guid? domain, CancellationToken cancellationToken = default) => storage.EnumerateAsync(domain, cancellationToken);

    public Task<int> SweepTemporaryAsync(TimeSpan olderThan, CancellationToken cancellationToken = default) => storage.SweepTemporaryAsync(olderThan, cancellationToken);

    public StorageSpace? GetSpace() => storage.GetSpace();

    private void Use()
    {
        if (Interlocked.Increment(ref uses) == Failing)
            throw new StorageException(StorageFailureReason.NoSpace, "There is no room.");
    }
}
