using Pulp.Artifacts;
using Pulp.Plugins;
using Pulp.Repositories;
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
    private readonly ContentDownload download;

    /// <summary>Initializes the handler.</summary>
    /// <param name="database">Where artifacts are kept.</param>
    /// <param name="catalog">The registered types.</param>
    /// <param name="uploads">Makes the unit.</param>
    /// <param name="download">Fetches files.</param>
    public CreateContentTask(IPulpDatabase database, PulpCatalog catalog, ContentUploads uploads, ContentDownload download)
    {
        this.database = database;
        this.catalog = catalog;
        this.uploads = uploads;
        this.download = download;
    }

    /// <inheritdoc/>
    public async Task<object?> RunAsync(TaskContext context, CreateContent arguments, CancellationToken cancellationToken)
    {
        if (!catalog.TryGetContentType(arguments.Type, out var type))
            throw new PluginException($"The plugin that declares '{arguments.Type}' is not loaded.");
        var staged = arguments.FileUrl is { } url
            ? await download.StageAsync(url, arguments.Connection, cancellationToken).ConfigureAwait(false)
            : arguments.Staged;
        var outcome = type.IsMadeOfFields ? await uploads.CreateAsync(type, arguments.Request, cancellationToken).ConfigureAwait(false)
            : staged is not null ? await uploads.CreateAsync(type, staged, arguments.Request, cancellationToken).ConfigureAwait(false)
            : await uploads.CreateAsync(type, await FindAsync(arguments.ArtifactId, cancellationToken).ConfigureAwait(false), arguments.Request, cancellationToken).ConfigureAwait(false);

        // Clients know the new version by its place before the unit.
        if (outcome.Version is { } version)
            await CreatedVersion.AddAsync(context, version, database, catalog, cancellationToken).ConfigureAwait(false);
        context.AddCreated(type.PrnOf(outcome.Content.Id));
        foreach (var further in outcome.Further)
            context.AddCreated(catalog.ContentTypeOf(further).PrnOf(further.Id));
        return null;
    }

    private async Task<StoredArtifact> FindAsync(Guid? artifactId, CancellationToken cancellationToken) =>
        (artifactId is { } id ? await database.ReadAsync(session => session.Artifacts.GetAsync(id), cancellationToken).ConfigureAwait(false) : null)
            ?? throw new ContentRefusedException("artifact", "The artifact was removed before the task ran; upload the file again.");
}
