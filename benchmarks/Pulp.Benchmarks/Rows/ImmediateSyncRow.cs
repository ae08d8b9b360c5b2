namespace Pulp.Benchmarks.Rows;

/// <summary>A sync that downloads all files.</summary>
internal sealed class ImmediateSyncRow : IBenchmarkRow
{
    public string Name => "immediate";

    public async Task<IReadOnlyList<Finding>> MeasureAsync(BenchmarkRun run)
    {
        IndexTree.WriteWithFiles(run.WebRoot, "full", 100, 20, 10 * 1024);
        var nginx = await run.NginxAsync();
        var best = double.MaxValue;
        for (var time = 0; time < 3; time++)
        {
            var folder = run.NewFolder("immediate");
            var results = await ChildWork.RunAsync("sync", folder, new Uri(nginx.Url, "full/simple/").AbsoluteUri, "Immediate", "1");
            var stored = Directory.EnumerateFiles(Path.Combine(folder, "storage"), "*", SearchOption.AllDirectories).Count(file => new FileInfo(file).Length == 10 * 1024);
            if (stored != 2000)
                throw new InvalidOperationException($"{stored} files are stored instead of 2000.");
            best = Math.Min(best, results["seconds1"]);
            Directory.Delete(folder, recursive: true);
        }

        return [Finding.Cost("immediate sync, 2,000 files of 10 KiB from nginx", "11-14 s", "1.5 s, every file durable", best, 1.5, "s", "best of 3")];
    }
}
