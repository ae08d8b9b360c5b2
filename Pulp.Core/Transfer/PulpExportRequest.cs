using System.Text.Json;
using Pulp.Resources;

namespace Pulp.Transfer;

/// <summary>
/// Represents what clients send to start an export of versions.
/// </summary>
internal sealed record PulpExportRequest
{
    public bool Full { get; init; } = true;

    public bool DryRun { get; init; }

    [Field(References = ReferenceTarget.RepositoryVersion)]
    public IReadOnlyList<Guid> Versions { get; init; } = [];

    [Field(References = ReferenceTarget.RepositoryVersion)]
    public IReadOnlyList<Guid> StartVersions { get; init; } = [];

    [Field(MinimumLength = 1, MaximumLength = 64)]
    public string? ChunkSize { get; init; }

    public IReadOnlyDictionary<string, JsonElement> Meta { get; init; } = new Dictionary<string, JsonElement>();
}
