using System.Diagnostics;
using System.Text.Json;

namespace Pulp.Benchmarks;

/// <summary>Runs a piece of work in a process of its own, so that its memory is its own.</summary>
internal static class ChildWork
{
    public const string Option = "--child";
    private const string Mark = "RESULT ";

    public static async Task<Dictionary<string, double>> RunAsync(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(ChildWork).Assembly.Location);
        start.ArgumentList.Add(Option);
        start.ArgumentList.Add(name);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        Dictionary<string, double>? results = null;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal))
                results = JsonSerializer.Deserialize<Dictionary<string, double>>(line[Mark.Length..]);
            else
                BenchmarkRun.Say($"  {name}: {line}");
        }

        await process.WaitForExitAsync();
        return results ?? throw new InvalidOperationException($"The work '{name}' ended with code {process.ExitCode} and no result.");
    }

    public static async Task<int> AnswerAsync(string[] arguments)
    {
        var results = arguments[0] switch
        {
            "sync" => await Local.SyncWork.RunAsync(arguments[1], arguments[2], arguments[3], int.Parse(arguments[4], System.Globalization.CultureInfo.InvariantCulture)),
            "container-sync" => await Local.ContainerSyncWork.RunAsync(arguments[1], arguments[2], int.Parse(arguments[3], System.Globalization.CultureInfo.InvariantCulture)),
            "ansible-sync" => await Local.AnsibleSyncWork.RunAsync(arguments[1], arguments[2], arguments[3]),
            "units" => await Local.UnitWork.RunAsync(arguments[1], int.Parse(arguments[2], System.Globalization.CultureInfo.InvariantCulture), int.Parse(arguments[3], System.Globalization.CultureInfo.InvariantCulture), arguments.Length > 4 ? arguments[4] : null),
            "promote" => await Local.PromoteWork.RunAsync(arguments[1], int.Parse(arguments[2], System.Globalization.CultureInfo.InvariantCulture)),
            "head" => HeadLoad.Run(new Uri(arguments[1]), int.Parse(arguments[2], System.Globalization.CultureInfo.InvariantCulture), arguments[3..]),
            _ => throw new ArgumentException($"There is no work '{arguments[0]}'.", nameof(arguments)),
        };
        results["peak"] = ProcessFacts.Memory(Environment.ProcessId, "VmHWM");
        await Console.Out.WriteLineAsync(Mark + JsonSerializer.Serialize(results));
        return 0;
    }
}
