using System.Text.Json;
using System.Text.Json.Serialization;
using Pulp.Storage;

namespace Pulp.Uploads;

/// <summary>
/// Represents the wish to turn a stored artifact, or a file that is to be fetched, into a content unit.
/// </summary>
/// <param name="Type">The full name of the content type.</param>
/// <param name="ArtifactId">The artifact; null when the file is fetched.</param>
/// <param name="Request">What the client said of it.</param>
/// <param name="FileUrl">Where the file is fetched; null when there is an artifact.</param>
/// <param name="Connection">The network fields of a remote for fetching it, as a JSON object; null for none.</param>
public sealed record CreateContent(string Type, Guid? ArtifactId, ContentUploadRequest Request, string? FileUrl = null, JsonElement? Connection = null)
{
    /// <summary>Gets the file itself, staged, for a task that runs inside the call that brought it; null otherwise, since it does not outlive the process.</summary>
    [JsonIgnore]
    public StagedArtifact? Staged { get; init; }
}
