using Pulp.Artifacts;

namespace Pulp.Stores;

/// <summary>
/// Represents a file of a unit to be saved.
/// </summary>
/// <param name="RelativePath">The path, unique within the unit.</param>
/// <param name="ArtifactKey">The store's own key of the stored artifact; null while the file is only promised.</param>
/// <param name="Sources">The places the file can be fetched from.</param>
public sealed record NewContentFile(string RelativePath, long? ArtifactKey, IReadOnlyList<RemoteArtifact> Sources);
