using Pulp.Artifacts;
using Pulp.Remotes;
using Pulp.Storage;

namespace Pulp.Serving;

/// <summary>What came of asking the sources of a file: the staged bytes with their source, or the last failure.</summary>
internal sealed record SourceTransferResult(StagedArtifact? Staged, RemoteArtifact? Source, Remote? Remote, FetchFailure? Failure);
