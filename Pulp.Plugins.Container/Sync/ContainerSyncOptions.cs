namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Holds what a sync of container images may be asked for beside <c>remote</c> and <c>mirror</c>.
/// </summary>
public sealed record ContainerSyncOptions
{
    /// <summary>Gets whether images without a signature are left out.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool SignedOnly { get; init; }
}
