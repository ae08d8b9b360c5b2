namespace Pulp.Uploads;

/// <summary>
/// Represents the wish to turn a stored artifact into a content unit.
/// </summary>
/// <param name="Type">The full name of the content type.</param>
/// <param name="ArtifactId">The artifact.</param>
/// <param name="Request">What the client said of it.</param>
public sealed record CreateContent(string Type, Guid ArtifactId, ContentUploadRequest Request);
