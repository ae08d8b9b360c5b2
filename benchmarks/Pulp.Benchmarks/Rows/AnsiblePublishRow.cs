using System.Diagnostics;

namespace Pulp.Benchmarks.Rows;

/// <summary>A publish of community.general through the Galaxy API, from the first byte until its version can be read.</summary>
internal sealed class AnsiblePublishRow : IBenchmarkRow
{
    private const int Further = 5;

    public string Name => "ansible-publish";

    public async Task<IReadOnlyList<Finding>> MeasureAsync(BenchmarkRun run)
    {
        var files = Enumerable.Range(0, Further + 1).Select(number => CollectionFile.OfInstalled("community", "general", FormattableString.Invariant($"6.6.{number}"))).ToList();
        var server = await ServerProcess.StartAsync(run.NewFolder("ansible-publish"));
        await using var stopping = server;
        using var pulp = new PulpClient(server);
        var repository = await pulp.CreateAsync("repositories/ansible/ansible/", new { name = "published" });
        await pulp.CreateAsync("distributions/ansible/ansible/", new { name = "published", base_path = "published", repository });
        using var galaxy = new GalaxyClient(server, "published");
        await galaxy.PublishAsync(CollectionFile.Small("published", "small", "1.0.0", modules: 1));

        var before = server.Memory("VmRSS");
        server.ForgetPeak();
        var taken = new List<double>();
        foreach (var file in files)
        {
            var started = Stopwatch.GetTimestamp();
            await galaxy.PublishAsync(file);
            taken.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        var growth = server.Memory("VmHWM") - before;
        var work = FormattableString.Invariant($"publish of community.general ({files[0].Bytes.Length / 1e6:0.0} MB), until visible");
        return
        [
            Finding.Cost($"{work}: the first", "-", "1.5 s", taken[0], 1.5, "s"),
            Finding.Cost($"{work}: one more version", "-", "1.5 s", taken[1..].Order().ElementAt(Further / 2), 1.5, "s", "median"),
            Finding.Cost($"{work}: growth of memory", "-", "64 MB", growth, 64, "MB", FormattableString.Invariant($"from {before:0} MB, {files.Count} publishes")),
        ];
    }
}
