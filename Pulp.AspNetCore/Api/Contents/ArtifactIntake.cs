using Pulp.Artifacts;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Contents;

/// <summary>
/// Turns what a request names as its file into a stored artifact.
/// </summary>
internal sealed class ArtifactIntake
{
    private readonly IPulpDatabase database;
    private readonly IArtifactStorage storage;

    public ArtifactIntake(IPulpDatabase database, IArtifactStorage storage)
    {
        this.database = database;
        this.storage = storage;
    }

    /// <summary>Keeps a staged file: durable first, then recorded.</summary>
    public async Task<StoredArtifact> KeepAsync(ApiCall call, StagedArtifact staged)
    {
        await storage.CommitAsync([staged], StorageDomain.Of(call.DomainId), call.Cancellation).ConfigureAwait(false);
        var row = new StoredArtifact { Size = staged.Size, Digests = staged.Digests, DomainId = call.DomainId };
        var saved = await database.WriteAsync(session => session.Artifacts.SaveAsync([row]), call.Cancellation).ConfigureAwait(false);
        return saved[0].Artifact;
    }

    /// <summary>Finds the artifact that a request names by <c>artifact</c>.</summary>
    public async Task<StoredArtifact> FindAsync(ApiCall call, RequestBody body)
    {
        if (body.Reference("artifact") is not ObjectReference.OfCore { Kind: var kind } named || kind != CoreObject.Artifact)
            throw RequestRefusedException.Invalid("artifact", "Invalid hyperlink - it does not name an artifact.");
        var artifact = await database.ReadAsync(session => session.Artifacts.GetAsync(named.Uuid), call.Cancellation).ConfigureAwait(false);
        return artifact is not null && artifact.DomainId == call.DomainId ? artifact : throw RequestRefusedException.Invalid("artifact", "Invalid hyperlink - Object does not exist.");
    }
}
