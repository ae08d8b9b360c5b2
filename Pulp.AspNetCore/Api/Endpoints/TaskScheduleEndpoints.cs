using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.Schedules;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings what runs by itself: list and read. A schedule has no row of its own, so its identifier follows from its name.
/// </summary>
internal sealed class TaskScheduleEndpoints : IApiEndpoints
{
    private static readonly Representation<ScheduleStatus> Shown = new("TaskScheduleResponse",
    [
        new("pulp_href", ApiType.Uri, (writer, row, context) => writer.WriteStringValue(context.Hrefs.Of(CoreObject.TaskSchedule, IdOf(row)))),
        new("prn", ApiType.Text, (writer, row, _) => writer.WriteStringValue(CoreObject.TaskSchedule.PrnOf(IdOf(row)))),
        new("pulp_created", ApiType.Time with { IsNullable = true }, (writer, row, _) => writer.WriteTime(row.LastRun)),
        new("pulp_last_updated", ApiType.Time with { IsNullable = true }, (writer, row, _) => writer.WriteTime(row.LastRun)),
        new("name", ApiType.Text, (writer, row, _) => writer.WriteStringValue(row.Job.Name)) { IsReadOnly = false, IsRequired = true },
        new("task_name", ApiType.Text, (writer, row, _) => writer.WriteStringValue(row.Job.TaskName)) { IsReadOnly = false, IsRequired = true },
        new("dispatch_interval", ApiType.Text with { IsNullable = true }, (writer, row, _) => writer.WriteStringValue(row.Job.Interval is { } interval ? Duration(interval) : null)) { IsReadOnly = false, IsRequired = true },
        new("next_dispatch", ApiType.Time with { IsNullable = true }, (writer, row, _) => writer.WriteTime(row.NextRun)),
        new("last_task", ApiType.Uri with { IsNullable = true }, (writer, row, context) => writer.WriteStringValue(row.LastTask is { } task ? context.Hrefs.Of(CoreObject.Task, task) : null)),
    ]);

    private static readonly FilterSet Filters = new FilterSetBuilder().Ids().Texts("name", "", "contains").Texts("task_name", "", "contains").OrderBy("name", "task_name", "next_dispatch").Build();
    private readonly ScheduleRunner schedules;
    private readonly ApiServices services;

    public TaskScheduleEndpoints(ScheduleRunner schedules, ApiServices services)
    {
        this.schedules = schedules;
        this.services = services;
    }

    public IEnumerable<ApiEndpoint> Build()
    {
        var group = CoreGroup.Of(CoreObject.TaskSchedule, "Task-Schedules");
        yield return group.List(Filters, Shown, new EndpointPermission(PermissionScope.List, group.ViewPermission), ListAsync);
        yield return group.Read(Shown, group.ObjectPermission(group.ViewPermission), ReadAsync);
    }

    private static Guid IdOf(ScheduleStatus schedule)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(schedule.Job.Name)).AsSpan(0, 16);

        // RFC 9562, section 5.8: a UUID of the holder's own making is version 8.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private static string Duration(TimeSpan interval) =>
        (interval.Days > 0 ? $"{interval.Days} " : "") + interval.ToString("hh':'mm':'ss", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<ApiResult> ListAsync(ApiCall call)
    {
        var all = await schedules.ListAsync(call.Cancellation).ConfigureAwait(false);
        var visible = await services.Lists.VisibleAsync(call, CoreObject.TaskSchedule.Permission("view")).ConfigureAwait(false);
        return await services.Lists.ReadAsync(call, Filters, Shown, visible, (_, query, _) =>
        {
            var page = MemoryRows.Apply(all, query, static (row, name) => name switch
            {
                "name" => row.Job.Name,
                "task_name" => row.Job.TaskName,
                "next_dispatch" => row.NextRun,
                _ => IdOf(row),
            });
            return ValueTask.FromResult((page.Count, page.Items));
        }).ConfigureAwait(false);
    }

    private async Task<ApiResult> ReadAsync(ApiCall call)
    {
        var row = (await schedules.ListAsync(call.Cancellation).ConfigureAwait(false)).FirstOrDefault(schedule => IdOf(schedule) == call.Uuid()) ?? throw call.NotFound();
        var context = call.NewContext();
        var fields = Shown.Select(FieldSelection.Of(call.Http.Request.Query));
        return ApiResult.Json(StatusCodes.Status200OK, writer => Representation<ScheduleStatus>.Write(writer, row, context, fields));
    }
}
