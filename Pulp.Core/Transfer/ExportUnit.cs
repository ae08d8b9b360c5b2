using Pulp.Artifacts;
using Pulp.ContentTypes;

namespace Pulp.Transfer;

/// <summary>
/// Represents a unit that is exported.
/// </summary>
/// <param name="Type">Its type.</param>
/// <param name="Content">The unit.</param>
/// <param name="Files">Its files.</param>
/// <param name="IsInBase">Whether the receiving side has it already.</param>
internal sealed record ExportUnit(ContentType Type, Content Content, IReadOnlyList<ContentArtifact> Files, bool IsInBase);
