using Pulp.Artifacts;
using Pulp.ContentTypes;

namespace Pulp.AspNetCore.Api.Contents;

/// <summary>
/// Represents a content unit with its files.
/// </summary>
/// <param name="Content">The unit.</param>
/// <param name="Type">Its type.</param>
/// <param name="Files">Its files, in the order they were declared.</param>
internal sealed record ContentRow(Content Content, ContentType Type, IReadOnlyList<ContentArtifact> Files)
{
    /// <summary>Gets the units that the unit's fields refer to, as far as they are here.</summary>
    public IReadOnlyDictionary<(string TypeName, KeyHash Key), (ContentType Type, Guid Id)> Targets { get; init; } = new Dictionary<(string, KeyHash), (ContentType, Guid)>();
}
