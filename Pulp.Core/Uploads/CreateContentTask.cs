using Pulp.Plugins;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Uploads;

/// <summary>
/// Turns a stored artifact into a content unit, and adds it to a repository if one was named, as a task.
/// </summary>
public sealed class CreateContentTask : ITaskHandler<CreateContent>
{
    /// <summary>The name under which the tasks are recorded.</summary>
    public const string Name = "pulp.content.create";

    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly ContentUploads uploads;

    /// <summary>Initializes the handler.</summary>
    /// <param name="database">Where artifacts are kept.</param>
    /// <param name="catalog">The registered types.</param>
    /// <param name="uploads">Makes the unit.</param>
    public CreateContentTask(IPulpDatabase database, PulpCatalog catalog, ContentUploads uploads)
    {
        this.database = database;
        this.catalog = catalog;
        this.uploads = uploads;
    }

    /// <inheritdoc/>
    public async Task<object?> RunAsync(TaskContext context, CreateContent arguments, CancellationToken cancellationToken)
    {
        if (!catalog.TryGetContentType(arguments.Type, out var type))
            throw new PluginException($"The plugin that declares '{arguments.Type}' is not loaded.");
        var artifact = await database.ReadAsync(session => session.Artifacts.GetAsync(arguments.ArtifactId), cancellationToken).ConfigureAwait(false)
            ?? throw new ContentRefusedException("artifact", "The artifact was removed before the task ran; upload the file again.");
        var outcome = await uploads.CreateAsync(type, artifact, arguments.Request, cancellationToken).ConfigureAwait(false);
        context.AddCreated(type.PrnOf(outcome.Content.Id));
        if (outcome.Version is { } version)
            context.AddCreated(Prn.Format("core", "repositoryversion", version.Id));
        return null;
    }
}
