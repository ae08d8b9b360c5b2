using System.Globalization;

namespace Pulp.Benchmarks.Rows;

/// <summary>Pushes of images by skopeo, each beside docker-registry.</summary>
internal sealed class ContainerPushRow : IBenchmarkRow
{
    private const int Rounds = 3;

    public string Name => "container-push";

    public async Task<IReadOnlyList<Finding>> MeasureAsync(BenchmarkRun run)
    {
        var server = await ServerProcess.StartAsync(run.NewFolder("push"));
        await using var stopping = server;
        var registry = await DockerRegistry.StartAsync(run.NewFolder("registry"));
        await using var stoppingRegistry = registry;
        await PushAsync(run, server, registry, "warm", 10, 1024 * 1024);
        return
        [
            await CompareAsync(run, server, registry, "push of 20 x 20 MiB by skopeo", 20, 20 * 1024 * 1024, 1.0),
            await CompareAsync(run, server, registry, "push of 200 x 10 KiB by skopeo", 200, 10 * 1024, 0.6),
        ];
    }

    private static async Task<Finding> CompareAsync(BenchmarkRun run, ServerProcess server, DockerRegistry registry, string work, int layers, int size, double share)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var (first, second) = await PushAsync(run, server, registry, $"round{round}-{layers}", layers, size);
            ours.Add(first);
            theirs.Add(second);
        }

        var (mine, their) = (InTurn.MedianOf(ours), InTurn.MedianOf(theirs));
        return Finding.Cost(work, string.Create(CultureInfo.InvariantCulture, $"docker-registry {their:0.00} s"), string.Create(CultureInfo.InvariantCulture, $"{share} of docker-registry's time, durable"),
            mine / their, share, "of its time", string.Create(CultureInfo.InvariantCulture, $"{mine:0.00} s, median of {Rounds}"));
    }

    // The same image to both, one after the other; no image twice, because what is there is not sent.
    private static async Task<(double Ours, double Theirs)> PushAsync(BenchmarkRun run, ServerProcess server, DockerRegistry registry, string name, int layers, int size)
    {
        var image = OciImage.Write(run.NewFolder("image"), layers, size);
        var ours = await Skopeo.PushAsync(image, server.Url, $"bench/{name}:latest", ServerProcess.Credentials);
        var theirs = await Skopeo.PushAsync(image, registry.Url, $"bench/{name}:latest", null);
        Directory.Delete(image.Folder, recursive: true);
        BenchmarkRun.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: {ours:0.00} s, docker-registry {theirs:0.00} s"));
        return (ours, theirs);
    }
}
