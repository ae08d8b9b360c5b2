namespace Pulp.Artifacts;

/// <summary>
/// Represents one file of a content unit: a relative path and the artifact under it, stored or promised.
/// </summary>
public sealed record ContentArtifact
{
    /// <summary>Gets the store's own key of the row.</summary>
    public required long StoreKey { get; init; }

    /// <summary>Gets the store's own key of the content unit.</summary>
    public required long ContentKey { get; init; }

    /// <summary>Gets the path, unique within the unit.</summary>
    public required string RelativePath { get; init; }

    /// <summary>Gets the stored artifact, or <see langword="null"/> while the file has not been fetched.</summary>
    public StoredArtifact? Stored { get; init; }

    /// <summary>Gets the places the file can be fetched from.</summary>
    public IReadOnlyList<RemoteArtifact> Sources { get; init; } = [];

    /// <summary>Gets the best knowledge of the file: the stored artifact, else the first promise.</summary>
    public Artifact? Best => Stored ?? (Artifact?)(Sources.Count > 0 ? Sources[0] : null);
}
