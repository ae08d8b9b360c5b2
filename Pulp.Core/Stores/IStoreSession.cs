namespace Pulp.Stores;

/// <summary>
/// Gives access to the stores inside one read or write of <see cref="IPulpDatabase"/>.
/// </summary>
/// <remarks>Belongs to one delegate and must not outlive it. Not safe for concurrent use.</remarks>
public interface IStoreSession
{
    /// <summary>Gets the remotes, repositories, distributions, publications, guards and plugins' resources.</summary>
    IResourceStore Resources { get; }

    /// <summary>Gets the artifacts.</summary>
    IArtifactStore Artifacts { get; }

    /// <summary>Gets the content units and their files.</summary>
    IContentStore Contents { get; }

    /// <summary>Gets the repository versions.</summary>
    IVersionStore Versions { get; }

    /// <summary>Gets which content is in which version.</summary>
    IMembershipStore Memberships { get; }

    /// <summary>Gets how much room repositories take.</summary>
    IRepositorySizeStore RepositorySizes { get; }

    /// <summary>Gets the files of publications.</summary>
    IPublishedFileStore PublishedFiles { get; }

    /// <summary>Gets the tasks and task groups.</summary>
    ITaskStore Tasks { get; }

    /// <summary>Gets the uploads in chunks.</summary>
    IUploadStore Uploads { get; }

    /// <summary>Gets users, groups, roles, grants and tokens.</summary>
    IAccessStore Access { get; }

    /// <summary>Gets what syncs remember about upstream, and single values of the installation.</summary>
    IStateStore States { get; }

    /// <summary>Gets what is kept of plugins that are not loaded.</summary>
    IUnloadedStore Unloaded { get; }

    /// <summary>Runs an action after the transaction is durable and before the write's task completes.</summary>
    /// <param name="action">Short and free of exceptions, for example the replacement of a pointer in memory.</param>
    void OnCommitted(Action action);
}
