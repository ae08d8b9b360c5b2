using Pulp.Artifacts;
using Pulp.ContentTypes;

namespace Pulp.Publications;

/// <summary>
/// Represents a unit of the version that is published, with its files.
/// </summary>
/// <typeparam name="T">The unit's type.</typeparam>
/// <param name="Content">The unit.</param>
/// <param name="Files">Its files, stored or promised; <see cref="ContentArtifact.Best"/> says what is known of each.</param>
public sealed record PublishedUnit<T>(T Content, IReadOnlyList<ContentArtifact> Files)
    where T : Content;
