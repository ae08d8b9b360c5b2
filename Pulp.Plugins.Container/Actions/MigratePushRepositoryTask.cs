using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Registry;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Turns a push repository into an ordinary one in place: identifier, versions, labels and roles stay.
/// </summary>
internal sealed class MigratePushRepositoryTask(IPulpDatabase database, ResourceChanges resources, ResourceNames names) : ITaskHandler<MigratePushRepository>
{
    public const string Name = "container.repositories.migrate";

    public async Task<object?> RunAsync(TaskContext context, MigratePushRepository arguments, CancellationToken cancellationToken)
    {
        var outcome = await database.WriteAsync<ChangeOutcome>(
            async session => await session.Resources.GetAsync(arguments.RepositoryId).ConfigureAwait(false) is ContainerPushRepository pushed
                ? await resources.UpdateAsync(session, Converted(pushed)).ConfigureAwait(false)
                : new ChangeOutcome.Missing(),
            cancellationToken).ConfigureAwait(false);
        if (outcome is ChangeOutcome.Invalid invalid)
            throw new InvalidResourceException(invalid.Errors);
        if (outcome is ChangeOutcome.Done done)
            context.AddCreated(names.PrnOf(done.Resource));
        return null;
    }

    private static ContainerRepository Converted(ContainerPushRepository pushed) => new()
    {
        Id = pushed.Id,
        StoreKey = pushed.StoreKey,
        DomainId = pushed.DomainId,
        Revision = pushed.Revision,
        Labels = pushed.Labels,
        LatestVersion = pushed.LatestVersion,
        Name = pushed.Name,
        Description = pushed.Description,
        RetainRepoVersions = pushed.RetainRepoVersions,
        ManifestSigningService = pushed.ManifestSigningService,
        MadeByPush = true,
    };
}
