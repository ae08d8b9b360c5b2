using Pulp.Plugins;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Publications;

/// <summary>
/// Publishes a repository version as a task; whoever asked for the task becomes the publication's owner.
/// </summary>
public sealed class CreatePublicationTask : ITaskHandler<CreatePublication>
{
    /// <summary>The name under which the tasks are recorded.</summary>
    public const string Name = "pulp.publications.create";

    private readonly PulpCatalog catalog;
    private readonly PublicationRunner runner;

    /// <summary>Initializes the handler.</summary>
    /// <param name="catalog">The registered types.</param>
    /// <param name="runner">Publishes.</param>
    public CreatePublicationTask(PulpCatalog catalog, PublicationRunner runner)
    {
        this.catalog = catalog;
        this.runner = runner;
    }

    /// <inheritdoc/>
    public async Task<object?> RunAsync(TaskContext context, CreatePublication arguments, CancellationToken cancellationToken)
    {
        if (!catalog.TryGetResourceType(ResourceKind.Publication, arguments.Type, out var type))
            throw new PluginException($"The plugin that declares '{arguments.Type}' is not loaded.");
        var publication = (Publication)arguments.Fields.Create(type) with { DomainId = context.Task.DomainId };
        var created = await runner.PublishAsync(publication, context.Task.CreatedBy, cancellationToken).ConfigureAwait(false);
        context.AddCreated(type.PrnOf(created.Id));
        return null;
    }
}
