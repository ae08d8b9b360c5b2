using Pulp.Artifacts;
using Pulp.ContentTypes;

namespace Pulp.Uploads;

/// <summary>
/// Represents what became of an uploaded file.
/// </summary>
/// <param name="Content">The unit.</param>
/// <param name="Files">The stored files of the unit by relative path.</param>
public sealed record UploadedContent(Content Content, IReadOnlyDictionary<string, StoredArtifact> Files)
{
    /// <summary>Initializes a unit with one file.</summary>
    /// <param name="content">The unit.</param>
    /// <param name="relativePath">The file's path.</param>
    /// <param name="file">The stored file, mostly <see cref="UploadContext.Artifact"/>.</param>
    public UploadedContent(Content content, string relativePath, StoredArtifact file)
        : this(content, new Dictionary<string, StoredArtifact>(StringComparer.Ordinal) { [relativePath] = file })
    {
    }

    /// <summary>Gets further units without files that come with the unit: saved, and added to the repository, together with it.</summary>
    public IReadOnlyList<Content> Further { get; init; } = [];

    /// <summary>Gets whether the unit may replace another with the same repository key, if the client lets it; else it is a conflict, whatever the client asks.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool MayReplace { get; init; } = true;

    /// <summary>Gets what was found in the file.</summary>
    public IReadOnlyList<UploadMessage> Messages { get; init; } = [];
}
