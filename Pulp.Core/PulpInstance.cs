using System.Runtime.CompilerServices;
using Pulp.Domains;
using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Queries;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp;

/// <summary>
/// Is Pulp for an application that embeds it: create, sync, change, roll back, distribute and read, in process and without a web server.
/// </summary>
/// <remarks>Safe to call concurrently. <see cref="PulpRuntime.StartAsync"/> has completed before the first call.</remarks>
public sealed partial class PulpInstance
{
    private const int Page = 500;
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly ResourceChanges resources;
    private readonly TaskDispatcher tasks;
    private readonly PulpInstanceServices services;

    internal PulpInstance(IPulpDatabase database, PulpCatalog catalog, ResourceChanges resources, TaskDispatcher tasks, PulpInstanceServices services)
    {
        this.database = database;
        this.catalog = catalog;
        this.resources = resources;
        this.tasks = tasks;
        this.services = services;
    }

    /// <summary>Creates a remote, repository, distribution, guard or a plugin's own resource; a publication is made complete, as by <see cref="PublishAsync{T}"/>.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="resource">The resource, without identifier.</param>
    /// <param name="cancellationToken">Cancels while waiting for the database.</param>
    /// <returns>The resource as saved.</returns>
    /// <exception cref="InvalidResourceException">Its values are not accepted; the exception names each field.</exception>
    public async Task<T> CreateAsync<T>(T resource, CancellationToken cancellationToken = default)
        where T : Resource => resource is Publication publication
            ? (T)(Resource)await PublishAsync(publication, cancellationToken).ConfigureAwait(false)
            : (T)Require(await resources.CreateAsync(resource, ownerId: null, cancellationToken).ConfigureAwait(false));

    /// <summary>Saves a changed resource.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="resource">A copy, made by <c>with</c>, of a resource that was read.</param>
    /// <param name="cancellationToken">Cancels while waiting for the database.</param>
    /// <returns>The resource as saved.</returns>
    /// <exception cref="InvalidResourceException">Its values are not accepted, it is gone, or someone else changed it since it was read.</exception>
    public async Task<T> UpdateAsync<T>(T resource, CancellationToken cancellationToken = default)
        where T : Resource
    {
        RequireSaved(resource);
        var saved = (T)Require(await resources.UpdateAsync(resource, cancellationToken).ConfigureAwait(false));
        if (saved is Repository { RetainRepoVersions: not null })
            await services.Retention.ApplyAsync(saved.Id, cancellationToken).ConfigureAwait(false);
        return saved;
    }

    /// <summary>Deletes a resource; a repository goes with its versions.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="cancellationToken">Cancels while waiting for the database.</param>
    /// <returns>A task that completes when it is gone.</returns>
    /// <remarks>A repository or remote that a running task needs, for example a sync, is deleted after that.</remarks>
    /// <exception cref="InvalidResourceException">Something that must not lose it refers to it, or it is gone already.</exception>
    public async Task DeleteAsync(Resource resource, CancellationToken cancellationToken = default)
    {
        RequireSaved(resource);
        if (resource is not (Repository or Remote))
        {
            Require(await resources.DeleteAsync(resource.Id, cancellationToken).ConfigureAwait(false));
            return;
        }

        if (await database.ReadAsync(session => session.Resources.GetAsync(resource.Id), cancellationToken).ConfigureAwait(false) is null)
            Require(new ChangeOutcome.Missing());
        var request = new TaskRequest { Name = DeleteResourceTask.Name, Locks = [catalog.ResourceTypeOf(resource).PrnOf(resource.Id)], IsShort = true, DomainId = resource.DomainId };
        var task = await tasks.DispatchAsync<DeleteResourceTask, DeleteResource>(request, new DeleteResource(resource.Id, resource is Repository), cancellationToken).ConfigureAwait(false);
        if (!task.State.IsFinal())
            task = await tasks.WaitAsync(task.Id, cancellationToken).ConfigureAwait(false);
        if (task.State != TaskState.Completed)
            throw Refused(new TaskFailedException(task).Message);
    }

    /// <summary>Finds a resource by name.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The resource, or null.</returns>
    public async Task<T?> FindAsync<T>(string name, CancellationToken cancellationToken = default)
        where T : NamedResource
    {
        var type = catalog.ResourceTypeOf(typeof(T));
        return (T?)await database.ReadAsync(session => session.Resources.FindAsync(type.Kind, Domain.DefaultId, name, type), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets a resource by its identifier, for example the one another refers to.</summary>
    /// <typeparam name="T">The resource's type, which may be a base type such as <see cref="Repository"/>.</typeparam>
    /// <param name="id">The identifier.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The resource, or null when there is none of that type.</returns>
    public async Task<T?> GetAsync<T>(Guid id, CancellationToken cancellationToken = default)
        where T : Resource => await database.ReadAsync(session => session.Resources.GetAsync(id), cancellationToken).ConfigureAwait(false) as T;

    /// <summary>Lists the resources of a type, newest first.</summary>
    /// <typeparam name="T">The resources' type.</typeparam>
    /// <param name="cancellationToken">Cancels listing.</param>
    /// <returns>The resources.</returns>
    public async IAsyncEnumerable<T> ListAsync<T>([EnumeratorCancellation] CancellationToken cancellationToken = default)
        where T : Resource
    {
        var type = catalog.ResourceTypeOf(typeof(T));
        for (var offset = 0; ; offset += Page)
        {
            var start = offset;
            var page = await database.ReadAsync(
                session => session.Resources.QueryAsync(type.Kind, type, Domain.DefaultId, new Query { Offset = start, Limit = Page, WithCount = false }), cancellationToken).ConfigureAwait(false);
            foreach (var resource in page.Items)
                yield return (T)resource;
            if (page.Items.Count < Page)
                yield break;
        }
    }

    // The records are immutable: what was handed to CreateAsync does not become the saved one.
    private static void RequireSaved(Resource resource)
    {
        if (resource.Id == default)
            throw new ArgumentException("It was not saved: use what CreateAsync returned.", nameof(resource));
    }

    private static Resource Require(ChangeOutcome outcome) => outcome switch
    {
        ChangeOutcome.Done done => done.Resource,
        ChangeOutcome.Invalid invalid => throw new InvalidResourceException(invalid.Errors),
        ChangeOutcome.Missing => throw Refused("There is no such resource any more."),
        _ => throw Refused("It was changed by someone else since it was read; read it again."),
    };

    private static InvalidResourceException Refused(string message) =>
        new(new Dictionary<string, IReadOnlyList<string>> { [FieldErrors.General] = [message] });
}
