using System.Diagnostics;

namespace Pulp.Benchmarks.Rows;

/// <summary>How long after upstream's first byte of a layer the client of a pull-through cache has it.</summary>
internal sealed class ContainerPullThroughRow : IBenchmarkRow
{
    private const string Cache = "cache";
    private const int Layers = 41;
    private const double Limit = 5;

    public string Name => "container-pull-through";

    public async Task<IReadOnlyList<Finding>> MeasureAsync(BenchmarkRun run)
    {
        var upstream = await PausingRegistry.StartAsync(Layers);
        await using var stopping = upstream;
        var server = await ServerProcess.StartAsync(run.NewFolder("pull-through"));
        await using var ending = server;
        using var pulp = new PulpClient(server);
        var remote = await pulp.CreateAsync("remotes/container/pull-through/", new { name = Cache, url = upstream.Url.AbsoluteUri });
        await pulp.CreateAsync("distributions/container/pull-through/", new { name = Cache, base_path = Cache, remote });

        using var client = server.CreateClient();
        await client.GetByteArrayAsync($"v2/{Cache}/{PausingRegistry.Repository}/manifests/1");
        var waits = new List<double>();
        foreach (var digest in upstream.Layers)
            waits.Add(await WaitOfAsync(client, upstream, digest));

        // The first one opens connections and compiles code.
        var sorted = waits.Skip(1).Order().ToList();
        return [Finding.Cost(
            "first byte of a pull-through layer after upstream's", "-", "5 ms", sorted[sorted.Count / 2], Limit, "ms",
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"median of {sorted.Count}, slowest {sorted[^1]:0.0} ms"))];
    }

    private static async Task<double> WaitOfAsync(HttpClient client, PausingRegistry upstream, string digest)
    {
        using var answer = await client.GetAsync($"v2/{Cache}/{PausingRegistry.Repository}/blobs/{digest}", HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadAsStreamAsync();
        await using var disposing = body;
        var buffer = new byte[64 * 1024];
        var total = await body.ReadAsync(buffer);
        var arrived = Stopwatch.GetTimestamp();
        var sent = upstream.GoOn(digest);
        while (await body.ReadAsync(buffer) is var read and > 0)
            total += read;
        return total == PausingRegistry.LayerSize
            ? Stopwatch.GetElapsedTime(sent, arrived).TotalMilliseconds
            : throw new InvalidOperationException($"{total} bytes came of a layer of {PausingRegistry.LayerSize}.");
    }
}
