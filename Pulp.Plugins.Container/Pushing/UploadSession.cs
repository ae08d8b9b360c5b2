using System.Buffers;
using Pulp.Storage;

namespace Pulp.Plugins.Container.Pushing;

/// <summary>
/// Represents a blob that a client is sending, in one request or several. Used by one request at a time.
/// </summary>
internal sealed class UploadSession : IAsyncDisposable
{
    private const int BlockSize = 128 * 1024;
    private readonly Func<CancellationToken, ValueTask<ArtifactWriter>> open;
    private ArtifactWriter? writer;
    private int users;

    public UploadSession(string name, long? userId, Func<CancellationToken, ValueTask<ArtifactWriter>> open)
    {
        Name = name;
        UserId = userId;
        this.open = open;
    }

    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>Gets the name of the repository it was begun for.</summary>
    public string Name { get; }

    public long? UserId { get; }

    /// <summary>Gets how many bytes have come.</summary>
    public long Received { get; private set; }

    public DateTimeOffset LastUsed { get; set; }

    /// <summary>Gets whether it ended, so that nothing can be added.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Claims the session for a request.</summary>
    /// <returns>Whether no other request has it.</returns>
    public bool TryEnter() => Interlocked.CompareExchange(ref users, 1, 0) == 0;

    public void Leave() => Volatile.Write(ref users, 0);

    /// <summary>Takes bytes to the end of the body. What came before the connection is cut is kept.</summary>
    /// <param name="body">The body.</param>
    /// <param name="limit">How many bytes are taken at most.</param>
    /// <param name="cancellationToken">Ends reading; what was read is kept.</param>
    /// <returns>Whether the body ended within the limit.</returns>
    public async Task<bool> AppendAsync(Stream body, long limit, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            while (true)
            {
                var read = await body.ReadAsync(buffer.AsMemory(0, BlockSize), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    return true;
                var taken = (int)Math.Min(read, limit);
                // A write that began is finished, so that what is counted and what is written stay the same.
                writer ??= await open(CancellationToken.None).ConfigureAwait(false);
                await writer.WriteAsync(buffer.AsMemory(0, taken), CancellationToken.None).ConfigureAwait(false);
                Received += taken;
                limit -= taken;
                if (taken < read)
                    return false;
            }
        }
        catch (PulpException)
        {
            IsEnded = true;
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Ends the blob.</summary>
    /// <returns>What was staged, for the caller to commit or discard.</returns>
    public async Task<StagedArtifact> CompleteAsync(CancellationToken cancellationToken)
    {
        IsEnded = true;
        writer ??= await open(cancellationToken).ConfigureAwait(false);
        return await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        IsEnded = true;
        return writer?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
