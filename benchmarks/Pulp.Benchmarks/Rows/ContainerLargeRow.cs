using System.Globalization;

namespace Pulp.Benchmarks.Rows;

/// <summary>Memory and written bytes while a layer of 1 GiB is pushed and pulled.</summary>
internal sealed class ContainerLargeRow : IBenchmarkRow
{
    private const string Repository = "bench/large";
    private const long Size = 1024 * 1024 * 1024;
    private const double Limit = 64;

    public string Name => "container-large";

    public async Task<IReadOnlyList<Finding>> MeasureAsync(BenchmarkRun run)
    {
        var server = await ServerProcess.StartAsync(run.NewFolder("large"));
        await using var stopping = server;
        using var client = RegistryClient.Create(server);
        await client.PushImageAsync(Repository, "warm", 10 * 1024);

        using var layer = new RandomContent(Size);
        var before = server.BytesWritten();
        var pushed = await GrowthAsync(server, () => client.StreamBlobAsync(Repository, () => layer.Digest, layer));
        var written = (server.BytesWritten() - before) / (double)Size;
        var read = 0L;
        var pulled = await GrowthAsync(server, async () => read = await client.ReadBlobAsync(Repository, layer.Digest));
        if (read != Size)
            throw new InvalidOperationException($"{read} bytes came back instead of {Size}.");
        return
        [
            Finding.Cost("push of a 1 GiB layer: memory grows by", "-", "64 MB", pushed, Limit, "MB"),
            Finding.Cost("push of a 1 GiB layer: bytes written", "-", "once", written, 1.05, "of its size"),
            Finding.Cost("pull of a 1 GiB layer: memory grows by", "-", "64 MB", pulled, Limit, "MB"),
        ];
    }

    private static async Task<double> GrowthAsync(ServerProcess server, Func<Task> work)
    {
        server.ForgetPeak();
        var before = server.Memory("VmRSS");
        await work();
        var growth = server.Memory("VmHWM") - before;
        BenchmarkRun.Say(string.Create(CultureInfo.InvariantCulture, $"memory {before:0} MB, grows by {growth:0.0} MB"));
        return Math.Max(growth, 0.1);
    }
}
