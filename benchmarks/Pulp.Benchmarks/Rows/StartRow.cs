using System.Diagnostics;

namespace Pulp.Benchmarks.Rows;

/// <summary>The start of the server, and its memory while nothing happens.</summary>
internal sealed class StartRow : IBenchmarkRow
{
    public string Name => "start";

    public async Task<IReadOnlyList<Finding>> MeasureAsync(BenchmarkRun run)
    {
        var published = run.NewFolder("published");
        await PublishAsync(published);
        var folder = run.NewFolder("start");
        var first = await ServerProcess.StartAsync(folder, "dotnet", Path.Combine(published, "Pulp.Server.dll"));
        await first.DisposeAsync();
        var starts = new List<double>();
        var memory = 0.0;
        for (var time = 0; time < 3; time++)
        {
            var server = await ServerProcess.StartAsync(folder, "dotnet", Path.Combine(published, "Pulp.Server.dll"));
            starts.Add(server.Start.TotalSeconds);
            if (time == 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(10));
                memory = server.Memory("VmRSS");
            }

            await server.DisposeAsync();
        }

        var ran = new List<double>();
        for (var time = 0; time < 2; time++)
        {
            var server = await ServerProcess.StartAsync(folder, "dotnet", "run", "--no-build", "-c", "Release", "--project", SourceTree.ServerProject, "--");
            ran.Add(server.Start.TotalSeconds);
            await server.DisposeAsync();
        }

        return
        [
            Finding.Cost("start to first answer, published", "8.6 s", "1.0 s", starts.Min(), 1.0, "s", FormattableString.Invariant($"best of 3; with an empty folder {first.Start.TotalSeconds:0.00} s")),
            Finding.Cost("start to first answer, dotnet run --no-build", "8.6 s", "2.5 s", ran.Min(), 2.5, "s", "best of 2"),
            Finding.Cost("idle memory", "1.3 GB", "130 MB", memory, 130, "MB", "resident, after 10 s"),
        ];
    }

    private static async Task PublishAsync(string folder)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in new[] { "publish", SourceTree.ServerProject, "-c", "Release", "--no-restore", "-p:RunAnalyzers=false", "-nodeReuse:false", "-o", folder, "-v", "q" })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(output);
    }
}
