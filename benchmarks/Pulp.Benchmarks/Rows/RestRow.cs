using System.Diagnostics;

namespace Pulp.Benchmarks.Rows;

/// <summary>Calls of the REST interface, one after the other.</summary>
internal sealed class RestRow : IBenchmarkRow
{
    private const int Uploads = 200;

    public string Name => "rest";

    public async Task<IReadOnlyList<Finding>> MeasureAsync(BenchmarkRun run)
    {
        var server = await ServerProcess.StartAsync(run.NewFolder("rest"));
        await using var disposing = server;
        using var pulp = new PulpClient(server);
        for (var number = 0; number < 20; number++)
            await pulp.CreateAsync("repositories/python/python/", new { name = $"repository-{number}" });
        var repository = await pulp.CreateAsync("repositories/python/python/", new { name = "target" });

        var list = await MedianAsync(300, _ => pulp.GetAsync("repositories/python/python/"));
        var change = await MedianAsync(150, number => pulp.RunAsync($"{repository}modify/", new { remove_content_units = Array.Empty<string>() }, TimeSpan.FromMilliseconds(5)));
        var wheels = Enumerable.Range(0, Uploads + 20).Select(number => (Name: $"pack{number}-1.0-py3-none-any.whl", Bytes: WheelFile.Create($"pack{number}", "1.0"))).ToList();
        foreach (var (name, bytes) in wheels[..20])
            await pulp.UploadAsync("content/python/packages/", repository, name, bytes);
        var started = Stopwatch.GetTimestamp();
        foreach (var (name, bytes) in wheels[20..])
            await pulp.UploadAsync("content/python/packages/", repository, name, bytes);
        var rate = Uploads / Stopwatch.GetElapsedTime(started).TotalSeconds;

        var content = (await pulp.GetAsync("content/python/packages/?limit=1")).GetProperty("results")[0].GetProperty("pulp_href").GetString()!;
        var member = await MedianAsync(100, number => pulp.RunAsync(
            $"{repository}modify/",
            number % 2 == 0 ? new { add_content_units = Array.Empty<string>(), remove_content_units = new[] { content } } : new { add_content_units = new[] { content }, remove_content_units = Array.Empty<string>() },
            TimeSpan.FromMilliseconds(5)));
        return
        [
            Finding.Cost("REST list of repositories", "38 ms", "3 ms", list, 3, "ms", "median"),
            Finding.Cost("REST change POST to completed, polled every 5 ms", "205 ms", "15 ms", member, 15, "ms", FormattableString.Invariant($"median; {change:0.0} ms where nothing changes")),
            Finding.Rate("uploads through REST into a repository, one at a time", "4/s", "150/s durable", rate, 150, "/s"),
        ];
    }

    private static async Task<double> MedianAsync(int times, Func<int, Task> work)
    {
        var taken = new List<double>();
        for (var number = 0; number < times; number++)
        {
            var started = Stopwatch.GetTimestamp();
            await work(number);
            taken.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        taken.Sort();
        return taken[taken.Count / 2];
    }
}
