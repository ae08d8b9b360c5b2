using System.Globalization;

namespace Pulp.Benchmarks.Rows;

/// <summary>Pushes of images by skopeo, each beside docker-registry.</summary>
internal sealed class ContainerPushRow : IBenchmarkRow
{
    private const int Rounds = 5;
    private int pushes;

    public string Name => "container-push";

    public async Task<IReadOnlyList<Finding>> MeasureAsync(BenchmarkRun run)
    {
        var server = await ServerProcess.StartAsync(run.NewFolder("push"));
        await using var stopping = server;
        var registry = await DockerRegistry.StartAsync(run.NewFolder("registry"));
        await using var stoppingRegistry = registry;
        await CompareAsync(run, server, registry, "warm", 200, 10 * 1024, 1);
        await CompareAsync(run, server, registry, "warm", 10, 1024 * 1024, 1);
        return
        [
            await CompareAsync(run, server, registry, "push of 20 x 20 MiB by skopeo", 20, 20 * 1024 * 1024, 1.0),
            await CompareAsync(run, server, registry, "push of 200 x 10 KiB by skopeo", 200, 10 * 1024, 0.6),
        ];
    }

    private async Task<Finding> CompareAsync(BenchmarkRun run, ServerProcess server, DockerRegistry registry, string work, int layers, int size, double share)
    {
        var images = new List<OciImage>();
        var name = "";

        // What earlier pushes left to be written is not part of these.
        await WriteBack.WaitAsync();
        var times = await InTurn.MeasureAsync(
            Rounds,
            () =>
            {
                // No image twice, because what is there is not sent.
                images.Add(OciImage.Write(run.NewFolder("image"), layers, size));
                name = string.Create(CultureInfo.InvariantCulture, $"bench/{layers}-{++pushes}:latest");
                return Skopeo.PushAsync(images[^1], server.Url, name, ServerProcess.Credentials);
            },
            () => Skopeo.PushAsync(images[^1], registry.Url, name, null));

        // Not between pushes: ext4 passes over what was deleted in the last seconds, whoever makes the next file.
        foreach (var image in images)
            Directory.Delete(image.Folder, recursive: true);
        return Finding.Cost(
            work,
            string.Create(CultureInfo.InvariantCulture, $"docker-registry {times.Median(1):0.00} s"),
            string.Create(CultureInfo.InvariantCulture, $"{share} of docker-registry's time, durable"),
            times.Ratio(0, 1),
            share,
            "of its time",
            string.Create(CultureInfo.InvariantCulture, $"{times.Median(0):0.00} s, median of {Rounds}"));
    }
}
