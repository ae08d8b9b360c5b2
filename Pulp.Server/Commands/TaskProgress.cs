using Pulp.Tasking;
using Spectre.Console;

namespace Pulp.Server.Commands;

/// <summary>
/// Shows the progress of tasks until they end: as bars on a terminal, as lines elsewhere.
/// </summary>
internal static class TaskProgress
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan PauseOfLines = TimeSpan.FromSeconds(10);

    /// <summary>Shows the progress of a dispatched task until it ends.</summary>
    public static Task<PulpTask> ShowAsync(TaskDispatcher dispatcher, Guid taskId) =>
        ShowAsync(dispatcher.WaitAsync(taskId), ended => (ended ?? dispatcher.Peek(taskId))?.Progress ?? []);

    /// <summary>Shows the progress of work until it ends.</summary>
    /// <param name="work">The work.</param>
    /// <param name="progressOf">Gets how far it is; takes the result once it has ended.</param>
    public static Task<T> ShowAsync<T>(Task<T> work, Func<T?, IReadOnlyList<ProgressReport>> progressOf) =>
        System.Console.IsOutputRedirected ? WriteAsync(work, progressOf) : DrawAsync(work, progressOf);

    private static async Task<T> WriteAsync<T>(Task<T> work, Func<T?, IReadOnlyList<ProgressReport>> progressOf)
    {
        while (await Task.WhenAny(work, Task.Delay(PauseOfLines)) != work)
            Write(progressOf(default));
        var result = await work;
        Write(progressOf(result));
        return result;
    }

    private static void Write(IReadOnlyList<ProgressReport> reports)
    {
        foreach (var report in reports)
            System.Console.Out.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{report.Message}: {report.Done:N0}{(report.Total is { } total ? $" of {total:N0}" : "")}"));
    }

    private static Task<T> DrawAsync<T>(Task<T> work, Func<T?, IReadOnlyList<ProgressReport>> progressOf) => AnsiConsole.Progress()
        .AutoClear(false)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new CountColumn(), new ElapsedTimeColumn())
        .StartAsync(async progress =>
        {
            var bars = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
            while (await Task.WhenAny(work, Task.Delay(Pause)) != work)
                Update(progress, bars, progressOf(default));
            var result = await work;
            Update(progress, bars, progressOf(result));
            foreach (var bar in bars.Values)
                bar.StopTask();
            return result;
        });

    private static void Update(ProgressContext progress, Dictionary<string, ProgressTask> bars, IReadOnlyList<ProgressReport> reports)
    {
        foreach (var report in reports)
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
