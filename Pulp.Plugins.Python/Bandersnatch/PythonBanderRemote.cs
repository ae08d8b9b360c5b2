using Pulp.Remotes;
using Pulp.Resources;

namespace Pulp.Plugins.Python.Bandersnatch;

/// <summary>
/// Represents a request for a remote that takes what a mirror run by bandersnatch takes.
/// </summary>
public sealed record PythonBanderRemote
{
    /// <summary>Gets bandersnatch's configuration file.</summary>
    [Field(MaximumLength = 1024 * 1024)]
    public required byte[] Config { get; init; }

    /// <summary>Gets the remote's name.</summary>
    [Field(MinimumLength = 1, MaximumLength = 255)]
    public required string Name { get; init; }

    /// <summary>Gets when files are downloaded.</summary>
    /// <value>The default is on demand.</value>
    public DownloadPolicy Policy { get; init; } = DownloadPolicy.OnDemand;
}
