using Pulp.Tasking;
using Spectre.Console;

namespace Pulp.Server.Commands;

/// <summary>
/// Shows the progress of a task until it ends: as bars on a terminal, as lines elsewhere.
/// </summary>
internal static class SyncProgress
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan PauseOfLines = TimeSpan.FromSeconds(10);

    public static Task<PulpTask> ShowAsync(TaskDispatcher dispatcher, Guid taskId) =>
        System.Console.IsOutputRedirected ? WriteAsync(dispatcher, taskId) : DrawAsync(dispatcher, taskId);

    private static async Task<PulpTask> WriteAsync(TaskDispatcher dispatcher, Guid taskId)
    {
        var end = dispatcher.WaitAsync(taskId);
        while (await Task.WhenAny(end, Task.Delay(PauseOfLines)) != end)
            Write(dispatcher.Peek(taskId));
        var task = await end;
        Write(task);
        return task;
    }

    private static void Write(PulpTask? task)
    {
        foreach (var report in task?.Progress ?? [])
            System.Console.Out.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{report.Message}: {report.Done:N0}{(report.Total is { } total ? $" of {total:N0}" : "")}"));
    }

    private static Task<PulpTask> DrawAsync(TaskDispatcher dispatcher, Guid taskId) => AnsiConsole.Progress()
        .AutoClear(false)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new CountColumn(), new ElapsedTimeColumn())
        .StartAsync(async progress =>
        {
            var bars = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
            var end = dispatcher.WaitAsync(taskId);
            while (await Task.WhenAny(end, Task.Delay(Pause)) != end)
                Update(progress, bars, dispatcher.Peek(taskId));
            var task = await end;
            Update(progress, bars, task);
            foreach (var bar in bars.Values)
                bar.StopTask();
            return task;
        });

    private static void Update(ProgressContext progress, Dictionary<string, ProgressTask> bars, PulpTask? task)
    {
        foreach (var report in task?.Progress ?? [])
        {
            if (!bars.TryGetValue(report.Code, out var bar))
                bars[report.Code] = bar = progress.AddTask(report.Message);
            bar.IsIndeterminate = report.Total is null && report.State == TaskState.Running;
            bar.MaxValue = Math.Max(1, report.Total ?? report.Done);
            bar.Value = report.Total is null && report.Done == 0 && report.State != TaskState.Running ? bar.MaxValue : report.Done;
            bar.State.Update<long>("done", _ => report.Done);
        }
    }

    private sealed class CountColumn : ProgressColumn
    {
        public override Spectre.Console.Rendering.IRenderable Render(Spectre.Console.Rendering.RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.State.Get<long>("done").ToString("N0", System.Globalization.CultureInfo.InvariantCulture));
    }
}
