using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Documents;
using Pulp.Plugins.Ansible.Git;
using Pulp.Plugins.Ansible.Protocol;
using Pulp.Plugins.Ansible.Roles;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Writes tasks in the form of API v1.
/// </summary>
internal static class RoleTaskAnswers
{
    private const int MaximumShown = 5;

    /// <summary>Asks whether the caller may see a task: who started it, and who may see all.</summary>
    public static async ValueTask<bool> IsVisibleAsync(EndpointRequest request, PulpTask task) =>
        task.CreatedBy == request.Caller.User!.Id || await request.IsAllowedAsync("core.view_task", null).ConfigureAwait(false);

    /// <summary>Answers with a task, as a list of one.</summary>
    public static Task WriteAsync(HttpContext http, PulpTask task, int statusCode) => GalaxyAnswers.WriteAsync(
        http,
        writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("results");
            writer.WriteStartObject();
            Write(writer, task);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        },
        statusCode);

    /// <summary>Writes the fields of a task.</summary>
    public static void Write(Utf8JsonWriter writer, PulpTask task)
    {
        var (user, repository) = RoleImports.SourceOf(task);
        writer.WriteNumber("id", RoleImports.NumberOf(task.Id));
        writer.WriteString("pulp_id", task.Id.ToString());
        writer.WriteString("created", GalaxyDocuments.Format(task.Created));
        writer.WriteString("modified", GalaxyDocuments.Format(task.FinishedAt ?? task.StartedAt ?? task.Created));
        writer.WriteString("state", StateOf(task));
        writer.WriteStartObject("summary_fields");
        if (task.Name == ImportRoleTask.TaskName)
        {
            writer.WriteString("github_user", user);
            writer.WriteString("github_repo", repository);
            writer.WriteStartObject("role");
            writer.WriteString("namespace", user);
            writer.WriteString("name", RoleSources.NameOf(repository));
            writer.WriteEndObject();
        }

        WriteMessages(writer, task);
        writer.WriteEndObject();
        if (task.Name != ImportRoleTask.TaskName)
            return;
        writer.WriteString("github_user", user);
        writer.WriteString("github_repo", repository);
    }

    /// <summary>Gets what clients call a task's state.</summary>
    public static string StateOf(PulpTask task) => task.State switch
    {
        TaskState.Completed => "SUCCESS",
        TaskState.Failed or TaskState.Canceled or TaskState.Skipped => "FAILED",
        TaskState.Waiting => "PENDING",
        _ => "RUNNING",
    };

    private static string NewVersions(int count) => count switch
    {
        0 => "no new version",
        1 => "1 new version",
        _ => $"{count} new versions",
    };

    private static string LeftOutOf(PulpTask task) => task.Name == ImportRoleTask.TaskName && task.Result?.Deserialize<ImportRoleResult>(DocumentJson.Options)?.LeftOut is { Count: > 0 } leftOut
        ? $" Left out: {string.Join("; ", leftOut.Take(MaximumShown).Select(tag => $"{tag.Key}: {tag.Value}"))}{(leftOut.Count > MaximumShown ? $"; and {leftOut.Count - MaximumShown} more" : "")}"
        : "";

    private static void WriteMessages(Utf8JsonWriter writer, PulpTask task)
    {
        var done = task.Name == ImportRoleTask.TaskName ? "Imported" : "Synced";
        writer.WriteStartArray("task_messages");
        if (StateOf(task) is ("SUCCESS" or "FAILED") and var state)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", 1);
            writer.WriteString("state", state);
            writer.WriteString("message_type", state);
            writer.WriteString("message_text", state == "SUCCESS" ? $"{done}; {NewVersions(task.CreatedResources.Count)} of the repository.{LeftOutOf(task)}" : task.Error?.Description ?? "It was canceled.");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
