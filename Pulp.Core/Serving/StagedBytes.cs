using Pulp.Storage;

namespace Pulp.Serving;

/// <summary>
/// Reads a staged file that is passed through, and discards it in the end.
/// </summary>
internal sealed class StagedBytes : KeptBytes
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly Stream stream;
    private readonly Func<Task> discard;

    private StagedBytes(Stream stream, Func<Task> discard)
    {
        this.stream = stream;
        this.discard = discard;
    }

    public static async Task<StagedBytes> OpenAsync(IArtifactStorage storage, StagedArtifact staged, CancellationToken cancellationToken)
    {
        var opened = await storage.OpenStagedAsync(staged, cancellationToken).ConfigureAwait(false);
        return new StagedBytes(opened, () => storage.DiscardAsync([staged], CancellationToken.None));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            stream.Position = offset;
            return await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    public override void Dispose()
    {
        turn.Dispose();
        stream.Dispose();
        _ = DiscardAsync();
    }

    private async Task DiscardAsync()
    {
        try
        {
            await discard().ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // The sweep of staged files finds it.
        }
    }
}
