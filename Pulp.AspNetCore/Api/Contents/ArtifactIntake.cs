using Pulp.Artifacts;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Uploads;

namespace Pulp.AspNetCore.Api.Contents;

/// <summary>
/// Turns what a request names as its file into a stored artifact.
/// </summary>
internal sealed class ArtifactIntake
{
    private readonly IPulpDatabase database;
    private readonly ArtifactIngest ingest;
    private readonly ChunkedUploads uploads;

    public ArtifactIntake(IPulpDatabase database, ArtifactIngest ingest, ChunkedUploads uploads)
    {
        this.database = database;
        this.ingest = ingest;
        this.uploads = uploads;
    }

    /// <summary>Keeps a staged file: durable first, then recorded.</summary>
    public async Task<StoredArtifact> KeepAsync(ApiCall call, StagedArtifact staged) =>
        (await ingest.CommitAsync([staged], call.DomainId, call.Cancellation).ConfigureAwait(false))[0];

    /// <summary>Gets the artifact that a request names by <c>artifact</c>, or makes one of the upload it names by <c>upload</c>.</summary>
    public async Task<StoredArtifact> FindAsync(ApiCall call, RequestBody body)
    {
        if (body.Reference("upload") is { } upload)
            return await CommitAsync(call, upload).ConfigureAwait(false);
        if (body.Reference("artifact") is not ObjectReference.OfCore { Kind: var kind } named || kind != CoreObject.Artifact)
            throw RequestRefusedException.Invalid("artifact", "Invalid hyperlink - it does not name an artifact.");
        var artifact = await database.ReadAsync(session => session.Artifacts.GetAsync(named.Uuid), call.Cancellation).ConfigureAwait(false);
        return artifact is not null && artifact.DomainId == call.DomainId ? artifact : throw Missing("artifact");
    }

    private async Task<StoredArtifact> CommitAsync(ApiCall call, ObjectReference reference)
    {
        if (reference is not ObjectReference.OfCore { Kind: var kind } named || kind != CoreObject.Upload)
            throw RequestRefusedException.Invalid("upload", "Invalid hyperlink - it does not name an upload.");
        var upload = await uploads.GetAsync(named.Uuid, call.Cancellation).ConfigureAwait(false);
        if (upload is null || upload.DomainId != call.DomainId || upload.CreatedBy != call.Caller.User?.Id)
            throw Missing("upload");
        return await uploads.CommitAsync(upload.Id, sha256: null, call.Cancellation).ConfigureAwait(false) ?? throw Missing("upload");
    }

    private static RequestRefusedException Missing(string field) => RequestRefusedException.Invalid(field, "Invalid hyperlink - Object does not exist.");
}
