using System.Collections.ObjectModel;
using Pulp.Artifacts;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.ContentTypes;

namespace Pulp.AspNetCore.Api.Contents;

/// <summary>
/// Represents a content unit with its files.
/// </summary>
/// <param name="Content">The unit.</param>
/// <param name="Type">Its type.</param>
/// <param name="Files">Its files, in the order they were declared.</param>
/// <param name="Links">The units that the units of the page are about.</param>
/// <param name="Targets">The resources that the units of the page refer to.</param>
internal sealed record ContentRow(
    Content Content, ContentType Type, IReadOnlyList<ContentArtifact> Files, IReadOnlyDictionary<(Type Target, KeyHash Key), Guid> Links, HrefTargets Targets)
{
    /// <summary>Gets the large fields that were asked for, as JSON in UTF-8.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>?> Large { get; init; } = ReadOnlyDictionary<string, ReadOnlyMemory<byte>?>.Empty;
}
