using Pulp.Resources;

namespace Pulp.Transfer;

/// <summary>
/// Represents what clients send to start an import.
/// </summary>
internal sealed record PulpImportRequest
{
    [Field(MinimumLength = 1, MaximumLength = 4096)]
    public string? Path { get; init; }

    [Field(MinimumLength = 1, MaximumLength = 4096)]
    public string? Toc { get; init; }

    public bool CreateRepositories { get; init; }
}
