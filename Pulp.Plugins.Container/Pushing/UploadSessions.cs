using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Pulp.Artifacts;
using Pulp.Plugins.Container.Protocol;

namespace Pulp.Plugins.Container.Pushing;

/// <summary>
/// Holds the uploads under way. Each belongs to the user and the repository it was begun for.
/// </summary>
/// <remarks>They live as long as the process; a client whose upload is gone begins anew.</remarks>
internal sealed class UploadSessions : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, UploadSession> sessions = new();
    private readonly ArtifactIngest ingest;
    private readonly TimeProvider time;
    private readonly ContainerOptions options;

    public UploadSessions(ArtifactIngest ingest, TimeProvider time, IOptions<ContainerOptions> options)
    {
        this.ingest = ingest;
        this.time = time;
        this.options = options.Value;
    }

    /// <summary>Begins an upload.</summary>
    /// <exception cref="RegistryException">There are too many.</exception>
    public async Task<UploadSession> BeginAsync(string name, long? userId)
    {
        if (sessions.Count >= options.MaximumUploads)
        {
            await SweepAsync().ConfigureAwait(false);
            if (sessions.Count >= options.MaximumUploads)
                throw new RegistryException(RegistryError.TooManyRequests, "Too many uploads are under way; try again later.");
        }

        var session = new UploadSession(name, userId, token => ingest.CreateWriterAsync(expected: null, token)) { LastUsed = time.GetUtcNow() };
        sessions[session.Id] = session;
        return session;
    }

    /// <summary>Claims an upload for a request.</summary>
    /// <param name="id">The identifier as the client wrote it.</param>
    /// <param name="name">The repository the request names.</param>
    /// <param name="userId">The caller.</param>
    /// <returns>The upload, with whether it is claimed; another request may have it.</returns>
    /// <exception cref="RegistryException">There is no such upload for this repository and user.</exception>
    public (UploadSession Session, bool IsClaimed) Claim(string id, string name, long? userId)
    {
        if (!Guid.TryParseExact(id, "D", out var key) || !sessions.TryGetValue(key, out var session) || session.Name != name || session.UserId != userId)
            throw Unknown(id);
        var isClaimed = session.TryEnter();
        if (isClaimed && session.IsEnded)
        {
            session.Leave();
            throw Unknown(id);
        }

        if (isClaimed)
            session.LastUsed = time.GetUtcNow();
        return (session, isClaimed);
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

    public async ValueTask DisposeAsync()
    {
        foreach (var session in sessions.Values)
            await EndAsync(session).ConfigureAwait(false);
    }

    private static RegistryException Unknown(string id) => new(RegistryError.BlobUploadUnknown, "There is no such upload.") { Detail = id };
}
