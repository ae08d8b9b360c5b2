using Pulp.Artifacts;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.Digests;

namespace Pulp.AspNetCore.Api.Contents;

/// <summary>
/// Holds how artifacts are shown.
/// </summary>
internal static class ArtifactOutput
{
    public static Representation<StoredArtifact> All { get; } = new("ArtifactResponse",
    [
        new("pulp_href", ApiType.Uri, (writer, artifact, context) => writer.WriteStringValue(context.Hrefs.Of(CoreObject.Artifact, artifact.Id))),
        new("prn", ApiType.Text, (writer, artifact, _) => writer.WriteStringValue(CoreObject.Artifact.PrnOf(artifact.Id))),
        new("pulp_created", ApiType.Time, (writer, artifact, _) => writer.WriteTime(artifact.Created)),
        new("pulp_last_updated", ApiType.Time, (writer, artifact, _) => writer.WriteTime(artifact.LastUpdated)),
        new("file", ApiType.Text, (writer, artifact, _) => writer.WriteStringValue($"artifact/{artifact.Sha256.AsSpan(0, 2)}/{artifact.Sha256.AsSpan(2)}")) { IsReadOnly = false },
        new("size", ApiType.Integer, (writer, artifact, _) => writer.WriteInteger(artifact.Size)) { IsReadOnly = false },
        .. DigestAlgorithms.All.Select(algorithm => new OutputField<StoredArtifact>(
            DigestAlgorithms.NameOf(algorithm),
            ApiType.Text with { IsNullable = true },
            (writer, artifact, _) => writer.WriteStringValue(artifact.Digests[algorithm])) { IsReadOnly = false }),
    ]);
}
