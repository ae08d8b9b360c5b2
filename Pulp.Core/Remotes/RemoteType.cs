using Pulp.Resources;

namespace Pulp.Remotes;

/// <summary>
/// Describes a remote type.
/// </summary>
public sealed record RemoteType : ResourceType
{
    /// <summary>Gets the policies its remotes may have.</summary>
    public required IReadOnlyList<DownloadPolicy> Policies { get; init; }
}
