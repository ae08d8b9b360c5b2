using System.Buffers;
using Pulp.Storage;

namespace Pulp.Plugins.Container.Pushing;

/// <summary>
/// Represents a blob that a client is sending, in one request or several. Used by one request at a time.
/// </summary>
/// <remarks>After a restart its bytes lie in the storage, and it has a writer again when the first request claims it.</remarks>
internal sealed class UploadSession : IAsyncDisposable
{
    private const int BlockSize = 128 * 1024;
    private ArtifactWriter? writer;
    private int users;

    public UploadSession(Guid id, string name, long? userId, ArtifactWriter? writer)
    {
        Id = id;
        Name = name;
        UserId = userId;
        this.writer = writer;
    }

    public Guid Id { get; }

    /// <summary>Gets the name of the repository it was begun for.</summary>
    public string Name { get; }

    public long? UserId { get; }

    /// <summary>Gets how many bytes have come.</summary>
    public long Received => writer?.BytesWritten ?? 0;

    /// <summary>Gets whether it was begun before a restart and has no writer yet.</summary>
    public bool IsDormant => writer is null;

    public DateTimeOffset LastUsed { get; set; }

    /// <summary>Gets whether it ended, so that nothing can be added.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Claims the session for a request.</summary>
    /// <returns>Whether no other request has it.</returns>
    public bool TryEnter() => Interlocked.CompareExchange(ref users, 1, 0) == 0;

    /// <summary>Goes on after a restart.</summary>
    public void Awake(ArtifactWriter resumed) => writer = resumed;

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
                await Writer.WriteAsync(buffer.AsMemory(0, taken), CancellationToken.None).ConfigureAwait(false);
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

    /// <summary>Hands all that came to the storage, so that it is there when this process is not any more.</summary>
    public async ValueTask KeepAsync()
    {
        try
        {
            await Writer.KeepGatheredAsync(CancellationToken.None).ConfigureAwait(false);
            Writer.BeginForcing();
        }
        catch (PulpException)
        {
            IsEnded = true;
            throw;
        }
    }

    /// <summary>Ends this session, and leaves what came for another process.</summary>
    public ValueTask SuspendAsync() => writer?.LeaveAsync() ?? ValueTask.CompletedTask;

    /// <summary>Ends the blob.</summary>
    /// <returns>What was staged, for the caller to commit or discard.</returns>
    public async Task<StagedArtifact> CompleteAsync(CancellationToken cancellationToken)
    {
        IsEnded = true;
        return await Writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        IsEnded = true;
        return writer?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private ArtifactWriter Writer => writer ?? throw new InvalidOperationException("An upload is claimed before it is used.");
}
