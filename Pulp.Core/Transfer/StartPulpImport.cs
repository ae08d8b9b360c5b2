using System.Text.Json;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Transfer;

/// <summary>
/// Starts an import as a task in a group of its own.
/// </summary>
internal sealed class StartPulpImport : IResourceAction<PulpImportRequest, TaskGroup>
{
    private readonly ImportFolders folders;
    private readonly VersionImport import;
    private readonly TransferAccess access;
    private readonly TaskDispatcher tasks;

    public StartPulpImport(ImportFolders folders, VersionImport import, TransferAccess access, TaskDispatcher tasks)
    {
        this.access = access;
        this.folders = folders;
        this.import = import;
        this.tasks = tasks;
    }

    public async Task<TaskGroup> RunAsync(ResourceActionContext context, PulpImportRequest document, CancellationToken cancellationToken)
    {
        var importer = (PulpImporter)context.Resource!;
        var (field, path) = (document.Path, document.Toc) switch
        {
            ({ } file, null) => ("path", file),
            (null, { } table) => ("toc", table),
            _ => throw Invalid(FieldErrors.General, "Either 'path' or 'toc' must be specified, but not both."),
        };
        if (folders.Problem(path, isTable: field == "toc") is { } problem)
            throw Invalid(field, problem);
        var arguments = new PulpImportArguments
        {
            Importer = importer.Id,
            Import = new ImportArguments { Path = path, RepositoryMapping = importer.RepoMapping, CreateRepositories = document.CreateRepositories },
            Params = new Dictionary<string, JsonElement>
            {
                [field] = JsonSerializer.SerializeToElement(path),
                ["create_repositories"] = JsonSerializer.SerializeToElement(document.CreateRepositories),
            },
        };
        var request = await RequestAsync(context, field, arguments, cancellationToken).ConfigureAwait(false);
        var group = await tasks.CreateGroupAsync($"Import of {Path.GetFileName(path)}", cancellationToken).ConfigureAwait(false);
        try
        {
            await tasks.DispatchAsync<PulpImportTask, PulpImportArguments>(request with { TaskGroup = group.Id }, arguments, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Whoever follows the group would wait for more for ever.
            await tasks.FinishGroupAsync(group.Id, CancellationToken.None).ConfigureAwait(false);
        }

        return group;
    }

    private async Task<TaskRequest> RequestAsync(ResourceActionContext context, string field, PulpImportArguments arguments, CancellationToken cancellationToken)
    {
        try
        {
            var targets = await import.FindTargetsAsync(arguments.Import with { Path = folders.FileOf(arguments.Import.Path) }, context.DomainId, cancellationToken).ConfigureAwait(false);
            await access.RequireModifyAsync(context.Caller, targets, field, cancellationToken).ConfigureAwait(false);
            return context.RequestTask(PulpImportTask.Name, [$"shared:{context.Type.PrnOf(context.Resource!.Id)}", .. import.LocksOf(targets)]);
        }
        catch (TransferException exception)
        {
            throw Invalid(field, exception.Message);
        }
    }

    private static InvalidResourceException Invalid(string field, string message) => new(new Dictionary<string, IReadOnlyList<string>> { [field] = [message] });
}
