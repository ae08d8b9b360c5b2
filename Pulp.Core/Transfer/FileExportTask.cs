using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Artifacts;
using Pulp.Maintenance;
using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Repositories;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Transfer;

/// <summary>
/// Exports a publication or a version as plain files, all of it or nothing.
/// </summary>
internal sealed class FileExportTask : ITaskHandler<FileExportArguments>
{
    public const string Name = "pulp.exports.filesystem";

    private readonly IPulpDatabase database;
    private readonly IArtifactStorage storage;
    private readonly ExportFolders folders;
    private readonly ExportRuns runs;
    private readonly PulpCatalog catalog;
    private readonly IServiceScopeFactory scopes;

    public FileExportTask(IPulpDatabase database, IArtifactStorage storage, ExportFolders folders, ExportRuns runs, PulpCatalog catalog, IServiceScopeFactory scopes)
    {
        this.catalog = catalog;
        this.scopes = scopes;
        this.database = database;
        this.storage = storage;
        this.folders = folders;
        this.runs = runs;
    }

    public async Task<object?> RunAsync(TaskContext context, FileExportArguments arguments, CancellationToken cancellationToken)
    {
        var exporter = arguments.Exporter is { } id ? await FindAsync<FilesystemExporter>(id, cancellationToken).ConfigureAwait(false) : null;
        var publication = arguments.Publication is { } published ? await FindAsync<Publication>(published, cancellationToken).ConfigureAwait(false) : null;
        var version = await VersionAsync(publication?.RepositoryVersion ?? arguments.RepositoryVersion, cancellationToken).ConfigureAwait(false)
            ?? throw Gone("repository version");
        var start = await VersionAsync(arguments.StartRepositoryVersion, cancellationToken).ConfigureAwait(false);
        if (start is null && arguments.StartRepositoryVersion is not null)
            throw Gone("start version");

        var method = exporter?.Method ?? arguments.Method;
        if (method != FileExportMethod.Write && storage is not ILocalArtifactFiles)
            throw new TransferException(TransferFailureReason.Inaccessible, $"The method {method.ToString().ToLowerInvariant()} needs a storage of local files; export with the method write.");
        var files = new FileExportSource(database, version, publication, start, context.Task.DomainId);
        var progress = context.BeginProgress("Exporting files", "export.files");
        var bytes = 0L;
        var folder = exporter is null ? arguments.Folder! : folders.FolderOf(exporter);
        var unfinished = await UnfinishedExport.BeginAsync(database, ExportTree.PartialOf(folder, context.Task.Id), cancellationToken).ConfigureAwait(false);
        await using (unfinished.ConfigureAwait(false))
        using (var tree = ExportTree.Begin(folder, context.Task.Id, DurableFiles.ForThisSystem()))
        {
            var total = await CountAsync(files, cancellationToken).ConfigureAwait(false);
            progress.SetTotal(total);
            await foreach (var file in files.ListAsync(cancellationToken).ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var stored = RequireStored(file);
                await PutAsync(tree, method, file.RelativePath, stored, cancellationToken).ConfigureAwait(false);
                bytes += stored.Size ?? 0;
                progress.Increment();
            }

            if (progress.Done != total)
                throw new TransferException(TransferFailureReason.VersionChanged, "The files changed or were deleted while they were exported. Export again.");
            progress.Complete();
            if (publication is not null)
                await AddPagesAsync(context, tree, publication, version, cancellationToken).ConfigureAwait(false);
            await tree.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }

        // It is written: a record that is not saved would hide that.
        if (exporter is not null)
            await runs.RecordAsync(context, RecordOf(exporter, arguments), CancellationToken.None).ConfigureAwait(false);
        return new FileExportResult(progress.Done, bytes);
    }

    private async Task AddPagesAsync(TaskContext context, ExportTree tree, Publication publication, RepositoryVersion version, CancellationToken cancellationToken)
    {
        if (((PublicationType)catalog.ResourceTypeOf(publication)).Pages is not { } type)
            return;
        var progress = context.BeginProgress("Writing pages", "export.pages");
        var scope = scopes.CreateAsyncScope();
        await using var disposingScope = scope.ConfigureAwait(false);
        await ((IExportPages)scope.ServiceProvider.GetRequiredService(type)).WriteAsync(new ExportPages(tree, publication, version, progress), cancellationToken).ConfigureAwait(false);
        progress.SetTotal(progress.Done);
        progress.Complete();
    }

    private static FilesystemExport RecordOf(FilesystemExporter exporter, FileExportArguments arguments) => new()
    {
        Exporter = exporter.Id,
        Publication = arguments.Publication,
        RepositoryVersions = arguments.Publication is null && arguments.RepositoryVersion is { } version ? [version] : [],
        Params = new (string Name, Guid? Id)[]
            {
                ("publication", arguments.Publication), ("repository_version", arguments.RepositoryVersion), ("start_repository_version", arguments.StartRepositoryVersion),
            }
            .Where(parameter => parameter.Id is not null)
            .ToDictionary(parameter => parameter.Name, parameter => JsonSerializer.SerializeToElement(parameter.Id)),
    };

    private static async Task<long> CountAsync(FileExportSource files, CancellationToken cancellationToken)
    {
        var count = 0L;
        await foreach (var file in files.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            RequireStored(file);
            count++;
        }

        return count;
    }

    private static StoredArtifact RequireStored(ContentArtifact file) => file.Stored
        ?? throw TransferException.Promised($"'{file.RelativePath}'");

    private async Task PutAsync(ExportTree tree, FileExportMethod method, string path, StoredArtifact stored, CancellationToken cancellationToken)
    {
        var digest = ArtifactCheck.DigestOf(stored);
        var domain = StorageDomain.Of(stored.DomainId);
        if (method == FileExportMethod.Write)
        {
            var source = await storage.OpenReadAsync(digest, domain, cancellationToken).ConfigureAwait(false) ?? throw Lost(path);
            await using (source.ConfigureAwait(false))
                await tree.WriteAsync(path, source, cancellationToken).ConfigureAwait(false);
            return;
        }

        var local = ((ILocalArtifactFiles)storage).GetPath(digest, domain) ?? throw Lost(path);
        if (method == FileExportMethod.Hardlink)
            tree.Link(path, local);
        else
            tree.LinkSymbolically(path, local);
    }

    private static TransferException Lost(string path) => new(TransferFailureReason.Inaccessible, $"The stored bytes of '{path}' are lost, and nothing was exported. Repair the repository (repair/), and export again.");

    private async Task<T> FindAsync<T>(Guid id, CancellationToken cancellationToken)
        where T : class => await database.ReadAsync(session => session.Resources.GetAsync(id), cancellationToken).ConfigureAwait(false) as T
            ?? throw Gone(typeof(T) == typeof(Publication) ? "publication" : "exporter");

    private static TransferException Gone(string what) => new(TransferFailureReason.VersionChanged, $"The {what} was deleted before it was exported.");

    private async Task<RepositoryVersion?> VersionAsync(Guid? id, CancellationToken cancellationToken) =>
        id is { } version ? await database.ReadAsync(session => session.Versions.GetAsync(version), cancellationToken).ConfigureAwait(false) : null;
}
