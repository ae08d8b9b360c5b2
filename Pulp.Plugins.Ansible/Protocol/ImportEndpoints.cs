using System.Globalization;
using System.Text.Json;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Publishing;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Tells publishers how far the import of a collection is, and what is to be mended.
/// </summary>
internal sealed class ImportEndpoints(GalaxyServices services, TaskDispatcher dispatcher)
{
    public async Task ImportAsync(EndpointRequest request)
    {
        GalaxyReadAccess.RequireLogin(request);
        if (!Guid.TryParse(request["id"], out var id) || await FindAsync(request, id).ConfigureAwait(false) is not { } task)
            throw new GalaxyException(GalaxyError.NotFound, "There is no such import.");
        var since = DateTimeOffset.TryParse(request.Http.Request.Query["since"].ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var given) ? given : (DateTimeOffset?)null;
        await GalaxyAnswers.WriteAsync(request.Http, writer => Write(writer, task, since)).ConfigureAwait(false);
    }

    // An import is for who asked for it; others do not learn that it exists, but for those who may view all tasks.
    private async Task<PulpTask?> FindAsync(EndpointRequest request, Guid id)
    {
        var task = dispatcher.Peek(id) ?? await services.Database.ReadAsync(session => session.Tasks.GetAsync(id), request.Cancellation).ConfigureAwait(false);
        return task is { Name: ImportCollectionTask.TaskName }
            && (task.CreatedBy == request.Caller.User!.Id || await request.IsAllowedAsync("core.view_task", null).ConfigureAwait(false))
                ? task
                : null;
    }

    private static void Write(Utf8JsonWriter writer, PulpTask task, DateTimeOffset? since)
    {
        writer.WriteStartObject();
        writer.WriteString("id", task.Id.ToString());
        writer.WriteString("state", task.State.ToString().ToLowerInvariant());
        writer.WriteString("created_at", GalaxyDocuments.Format(task.Created));
        writer.WriteString("updated_at", GalaxyDocuments.Format(task.LastUpdated));
        WriteTime(writer, "started_at", task.StartedAt);
        WriteTime(writer, "finished_at", task.FinishedAt);
        if (task.Error is { } error)
        {
            writer.WriteStartObject("error");
            writer.WriteString("code", error.Code ?? "error");
            writer.WriteString("description", error.Description);
            writer.WriteNull("traceback");
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("error");
        }

        writer.WriteStartArray("messages");
        foreach (var message in task.Progress)
        {
            var time = ImportMessages.TimeOf(message) ?? task.StartedAt ?? task.Created;
            if (since is null || time > since)
                WriteMessage(writer, message, time);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter writer, ProgressReport report, DateTimeOffset time)
    {
        writer.WriteStartObject();
        writer.WriteString("message", report.Message);
        writer.WriteString("level", ImportMessages.LevelOf(report.Code));
        writer.WriteNumber("time", time.ToUnixTimeMilliseconds() / 1000d);
        writer.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } set)
            writer.WriteString(name, GalaxyDocuments.Format(set));
        else
            writer.WriteNull(name);
    }
}
