using System.Text.Json;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Tasking;
using Pulp.Transfer;

namespace Pulp.AspNetCore.Tests.Support;

/// <summary>An exporter type of a plugin: it prints a word into a file.</summary>
internal sealed record NotesExporter : Exporter
{
    public string Paper { get; init; } = "A4";
}

internal sealed record NotesExport : Export
{
    [Field(ReadOnly = true)]
    public string? Printed { get; init; }
}

internal sealed record NotesPrinting
{
    public Guid Exporter { get; init; }

    public required string Word { get; init; }
}

internal sealed record NotesExportRequest
{
    public required string Word { get; init; }
}

internal sealed class StartNotesExport(TaskDispatcher tasks) : IResourceAction<NotesExportRequest, PulpTask>
{
    public Task<PulpTask> RunAsync(ResourceActionContext context, NotesExportRequest document, CancellationToken cancellationToken) =>
        tasks.DispatchAsync<NotesExportTask, NotesPrinting>(
            context.RequestTask(NotesExportTask.Name, context.Type.PrnOf(context.Resource!.Id)), new NotesPrinting { Exporter = context.Resource.Id, Word = document.Word }, cancellationToken);
}

internal sealed class NotesExportTask(IPulpDatabase database, ExportFolders folders, ExportRuns runs) : ITaskHandler<NotesPrinting>
{
    public const string Name = "notes.print";

    public async Task<object?> RunAsync(TaskContext context, NotesPrinting arguments, CancellationToken cancellationToken)
    {
        var exporter = (NotesExporter)(await database.ReadAsync(session => session.Resources.GetAsync(arguments.Exporter), cancellationToken))!;
        var folder = folders.FolderOf(exporter);
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "word"), arguments.Word, cancellationToken);
        await runs.RecordAsync(
            context,
            new NotesExport { Exporter = exporter.Id, Printed = arguments.Word, Params = new Dictionary<string, JsonElement> { ["word"] = JsonSerializer.SerializeToElement(arguments.Word) } },
            cancellationToken);
        return null;
    }
}
