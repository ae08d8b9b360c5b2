using Pulp.Plugins.Container.Models;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Starts turning a push repository into an ordinary one.
/// </summary>
internal sealed class MigrateAction(TaskDispatcher dispatcher, PulpCatalog catalog) : IResourceAction<NoDocument, PulpTask>
{
    public Task<PulpTask> RunAsync(ResourceActionContext context, NoDocument document, CancellationToken cancellationToken)
    {
        var id = context.Resource!.Id;
        var request = context.RequestTask(MigratePushRepositoryTask.Name, context.Type.PrnOf(id), catalog.ResourceTypeOf(typeof(ContainerRepository)).PrnOf(id));
        return dispatcher.DispatchAsync<MigratePushRepositoryTask, MigratePushRepository>(request, new MigratePushRepository(id), cancellationToken);
    }
}
