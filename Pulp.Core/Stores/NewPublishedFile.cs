namespace Pulp.Stores;

/// <summary>
/// Represents a file to be published: exactly one of the keys is set.
/// </summary>
/// <param name="RelativePath">The path below the distribution's base path.</param>
/// <param name="ArtifactKey">The store's own key of a stored artifact that was generated for the publication.</param>
/// <param name="ContentArtifactKey">The store's own key of a file of the published version.</param>
public sealed record NewPublishedFile(string RelativePath, long? ArtifactKey, long? ContentArtifactKey);
