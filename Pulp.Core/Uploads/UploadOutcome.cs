using Pulp.ContentTypes;
using Pulp.Repositories;

namespace Pulp.Uploads;

/// <summary>
/// Represents what became of an upload.
/// </summary>
/// <param name="Content">The unit, new or known.</param>
/// <param name="IsNew">Whether the unit is new.</param>
/// <param name="Version">The new version of the repository; null when none was named or it held the unit already.</param>
public sealed record UploadOutcome(Content Content, bool IsNew, RepositoryVersion? Version)
{
    /// <summary>Gets the units that came with it (see <see cref="UploadedContent.Further"/>), new or known.</summary>
    public IReadOnlyList<Content> Further { get; init; } = [];

    /// <summary>Gets what was found in the file (see <see cref="UploadedContent.Messages"/>).</summary>
    public IReadOnlyList<UploadMessage> Messages { get; init; } = [];
}
