using System.Text.Json;
using Pulp.Artifacts;

namespace Pulp.Uploads;

/// <summary>
/// Gives an upload reader the file and what the client said of it.
/// </summary>
public sealed class UploadContext
{
    /// <summary>Gets the file, readable and seekable; owned by the caller. It is empty where units are made of fields alone.</summary>
    public required Stream File { get; init; }

    /// <summary>Gets the artifact the file is stored as; where units are made of fields alone there is none, and this one has no digests.</summary>
    public required StoredArtifact Artifact { get; init; }

    /// <summary>Gets the path the client gave, if any.</summary>
    public string? RelativePath { get; init; }

    /// <summary>Gets the name the client's file has, if it was sent along with the request.</summary>
    public string? FileName { get; init; }

    /// <summary>Gets the further fields of the request by REST name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Fields { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Gets the repository the unit will be added to, if any.</summary>
    public Guid? RepositoryId { get; init; }

    /// <summary>Gets the user who uploads; null when that is not known.</summary>
    public long? UserId { get; init; }

    /// <summary>Gets a function that stores a further file, for example metadata extracted from the first.</summary>
    public required Func<ReadOnlyMemory<byte>, CancellationToken, Task<StoredArtifact>> StoreAsync { get; init; }
}
