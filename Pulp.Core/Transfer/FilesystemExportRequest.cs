using Pulp.Resources;

namespace Pulp.Transfer;

/// <summary>
/// Represents what clients send to start an export of files.
/// </summary>
internal sealed record FilesystemExportRequest
{
    [Field(References = ReferenceTarget.Publication)]
    public Guid? Publication { get; init; }

    [Field(References = ReferenceTarget.RepositoryVersion)]
    public Guid? RepositoryVersion { get; init; }

    [Field(References = ReferenceTarget.RepositoryVersion)]
    public Guid? StartRepositoryVersion { get; init; }
}
