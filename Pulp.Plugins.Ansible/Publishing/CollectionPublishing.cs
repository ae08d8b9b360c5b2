using Pulp.Access;
using Pulp.Artifacts;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Publishing;

/// <summary>
/// Takes collections that users publish: stages the file, and imports it by a task.
/// </summary>
internal sealed class CollectionPublishing
{
    private readonly IPulpDatabase database;
    private readonly ArtifactIngest ingest;
    private readonly IArtifactStorage storage;
    private readonly TaskDispatcher dispatcher;
    private readonly GalaxyTypes types;

    public CollectionPublishing(IPulpDatabase database, ArtifactIngest ingest, IArtifactStorage storage, TaskDispatcher dispatcher, GalaxyTypes types)
    {
        this.database = database;
        this.ingest = ingest;
        this.storage = storage;
        this.dispatcher = dispatcher;
        this.types = types;
    }

    /// <summary>Opens a stream that takes a file's bytes.</summary>
    public ValueTask<ArtifactWriter> CreateWriterAsync(CancellationToken cancellationToken) => ingest.CreateWriterAsync(cancellationToken: cancellationToken);

    /// <summary>Removes a file that was taken and is not published.</summary>
    public Task DiscardAsync(StagedArtifact file) => storage.DiscardAsync([file], CancellationToken.None);

    /// <summary>Gets whether the latest version of a repository holds a version of a collection.</summary>
    public Task<bool> IsPublishedAsync(AnsibleRepository repository, CollectionFileName file, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await session.Versions.FindAsync(repository.Id).ConfigureAwait(false) is { } latest
            && await session.Memberships.FindAsync(latest, types.PlaceOf(file.Collection, file.Version.Text)).ConfigureAwait(false) is not null,
        cancellationToken);

    /// <summary>Gets the repository that takes what is published in a repository: its staging repository, where it has one.</summary>
    public async Task<AnsibleRepository> TargetOfAsync(AnsibleRepository repository, CancellationToken cancellationToken) => repository.StagingRepository is { } id
        ? (AnsibleRepository)(await database.ReadAsync(session => session.Resources.GetAsync(id), cancellationToken).ConfigureAwait(false))!
        : repository;

    /// <summary>Imports a staged file.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="staged">The file; used up, whatever the outcome.</param>
    /// <param name="file">Its name.</param>
    /// <param name="caller">The user.</param>
    /// <param name="correlationId">The correlation id of the request.</param>
    /// <param name="cancellationToken">Cancels; not the import, once it is asked for.</param>
    /// <returns>The import's task, perhaps ended already.</returns>
    public async Task<PulpTask> ImportAsync(
        AnsibleRepository repository, StagedArtifact staged, CollectionFileName file, Caller caller, string correlationId, CancellationToken cancellationToken)
    {
        var artifact = (await ingest.CommitAsync([staged], repository.DomainId, cancellationToken).ConfigureAwait(false))[0];
        var request = new TaskRequest
        {
            Name = ImportCollectionTask.TaskName,
            Locks = [$"shared:{types.PrnOf(repository)}"],
            IsShort = true,
            UserId = caller.User?.Id,
            DomainId = repository.DomainId,
            CorrelationId = correlationId,
        };
        return await dispatcher.DispatchAsync<ImportCollectionTask, ImportCollection>(
            request, new ImportCollection(repository.Id, artifact.Id, file.ToString()), cancellationToken).ConfigureAwait(false);
    }
}
