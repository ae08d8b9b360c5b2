using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Pulp.Artifacts;
using Pulp.Plugins.Container.Protocol;

namespace Pulp.Plugins.Container.Pushing;

/// <summary>
/// Holds the uploads under way. Each belongs to the user and the repository it was begun for.
/// </summary>
/// <remarks>They outlive the process where the storage can go on with what was staged; otherwise a client whose upload is gone begins anew.</remarks>
internal sealed class UploadSessions : IStartupStep, IAsyncDisposable
{
    // When an upload ends is up to its client.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<Guid, UploadSession> sessions = new();
    private readonly ConcurrentDictionary<Guid, string> dormant = new();
    private readonly ArtifactIngest ingest;
    private readonly UploadRecords records;
    private readonly TimeProvider time;
    private readonly ContainerOptions options;

    public UploadSessions(ArtifactIngest ingest, UploadRecords records, TimeProvider time, IOptions<ContainerOptions> options)
    {
        this.ingest = ingest;
        this.records = records;
        this.time = time;
        this.options = options.Value;
    }

    public int Order => 30;

    /// <summary>Finds the uploads that were open when the last process ended; they may pause as long again.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var record in records.Load())
        {
            dormant[record.Id] = record.Key;
            sessions[record.Id] = new UploadSession(record.Id, record.Name, record.UserId, writer: null) { LastUsed = time.GetUtcNow() };
        }

        return Task.CompletedTask;
    }

    /// <summary>Begins an upload.</summary>
    /// <exception cref="RegistryException">There are too many.</exception>
    public async Task<UploadSession> BeginAsync(string name, long? userId)
    {
        if (IsFull(userId))
        {
            await SweepAsync().ConfigureAwait(false);
            if (IsFull(userId))
                throw new RegistryException(RegistryError.TooManyRequests, "Too many uploads are under way; end some, or try again later.") { RetryAfter = Pause };
        }

        var writer = await ingest.CreateWriterAsync().ConfigureAwait(false);
        var session = new UploadSession(Guid.NewGuid(), name, userId, writer) { LastUsed = time.GetUtcNow() };
        Record(session, writer.ResumptionKey);
        sessions[session.Id] = session;

        // The client comes back with the bytes in a moment.
        writer.BeginKeeping();
        return session;
    }

    /// <summary>Claims an upload for a request.</summary>
    /// <param name="id">The identifier as the client wrote it.</param>
    /// <param name="name">The repository the request names.</param>
    /// <param name="userId">The caller.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The upload, with whether it is claimed; another request may have it.</returns>
    /// <exception cref="RegistryException">There is no such upload for this repository and user.</exception>
    public async ValueTask<(UploadSession Session, bool IsClaimed)> ClaimAsync(string id, string name, long? userId, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(id, "D", out var key) || !sessions.TryGetValue(key, out var session) || session.Name != name || session.UserId != userId)
            throw Unknown(id);
        if (!session.TryEnter())
            return (session, false);
        if (session.IsEnded)
        {
            session.Leave();
            throw Unknown(id);
        }

        session.LastUsed = time.GetUtcNow();
        if (session.IsDormant)
            await AwakeAsync(session, cancellationToken).ConfigureAwait(false);
        return (session, true);
    }

    /// <summary>Lets another request claim the upload.</summary>
    public void Leave(UploadSession session)
    {
        session.LastUsed = time.GetUtcNow();
        session.Leave();
    }

    /// <summary>Ends an upload; what was not stored is gone.</summary>
    public async ValueTask EndAsync(UploadSession session)
    {
        sessions.TryRemove(session.Id, out _);
        if (session.IsDormant && await ResumeAsync(session, CancellationToken.None).ConfigureAwait(false) is { } kept)
            session.Awake(kept);
        records.Remove(session.Id);
        await session.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends the uploads that paused too long.</summary>
    public async Task SweepAsync()
    {
        var before = time.GetUtcNow() - options.UploadLifetime;
        foreach (var session in sessions.Values.Where(session => session.LastUsed < before))
        {
            if (session.TryEnter())
                await EndAsync(session).ConfigureAwait(false);
        }
    }

    /// <summary>Leaves the uploads for the next process.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var session in sessions.Values.Where(session => session.TryEnter()))
            await session.SuspendAsync().ConfigureAwait(false);
    }

    private static RegistryException Unknown(string id) => new(RegistryError.BlobUploadUnknown, "There is no such upload.") { Detail = id };

    private bool IsFull(long? userId) => sessions.Count >= options.MaximumUploads
        || (sessions.Count >= options.MaximumUploadsPerUser && sessions.Count(session => session.Value.UserId == userId) >= options.MaximumUploadsPerUser);

    private void Record(UploadSession session, string? key)
    {
        if (key is not null)
            records.Save(new UploadRecord(session.Id, session.Name, session.UserId, key));
    }

    private async ValueTask AwakeAsync(UploadSession session, CancellationToken cancellationToken)
    {
        try
        {
            var kept = await ResumeAsync(session, cancellationToken).ConfigureAwait(false);
            var writer = kept ?? await ingest.CreateWriterAsync(expected: null, cancellationToken).ConfigureAwait(false);
            if (kept is null)
                Record(session, writer.ResumptionKey);
            session.Awake(writer);
        }
        catch
        {
            session.Leave();
            throw;
        }
    }

    private async ValueTask<Storage.ArtifactWriter?> ResumeAsync(UploadSession session, CancellationToken cancellationToken)
    {
        var writer = dormant.TryGetValue(session.Id, out var key) ? await ingest.ResumeWriterAsync(key, expected: null, cancellationToken).ConfigureAwait(false) : null;
        dormant.TryRemove(session.Id, out _);
        return writer;
    }
}
