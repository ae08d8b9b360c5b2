using Pulp.Plugins;
using Pulp.Tasking;

namespace Pulp.Resources;

/// <summary>
/// Creates a resource as a task; whoever asked for the task becomes its owner.
/// </summary>
public sealed class CreateResourceTask : ITaskHandler<CreateResource>
{
    /// <summary>The name under which the tasks are recorded.</summary>
    public const string Name = "pulp.resources.create";

    private readonly PulpCatalog catalog;
    private readonly ResourceChanges changes;

    /// <summary>Initializes the handler.</summary>
    /// <param name="catalog">The registered types.</param>
    /// <param name="changes">Saves the resource.</param>
    public CreateResourceTask(PulpCatalog catalog, ResourceChanges changes)
    {
        this.catalog = catalog;
        this.changes = changes;
    }

    /// <inheritdoc/>
    public async Task<object?> RunAsync(TaskContext context, CreateResource arguments, CancellationToken cancellationToken)
    {
        if (!catalog.TryGetResourceType(arguments.Kind, arguments.Type, out var type))
            throw new PluginException($"The plugin that declares '{arguments.Type}' is not loaded.");
        var resource = arguments.Fields.Create(type) with { DomainId = context.Task.DomainId };
        var created = ResourceTaskOutcome.Require(await changes.CreateAsync(resource, context.Task.CreatedBy, cancellationToken).ConfigureAwait(false));
        context.AddCreated(type.PrnOf(created.Id));
        return null;
    }
}
