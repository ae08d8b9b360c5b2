using System.Diagnostics;
using System.Globalization;

namespace Pulp.Benchmarks.Rows;

/// <summary>Fifty pushes at the same time: to one repository, and to fifty that are there.</summary>
internal sealed class ContainerParallelRow : IBenchmarkRow
{
    private const int Pushes = 50;
    private const int Rounds = 5;

    public string Name => "container-parallel";

    public async Task<IReadOnlyList<Finding>> MeasureAsync(BenchmarkRun run)
    {
        var server = await ServerProcess.StartAsync(run.NewFolder("parallel"));
        await using var stopping = server;
        var registry = await DockerRegistry.StartAsync(run.NewFolder("registry"));
        await using var stoppingRegistry = registry;
        using var client = RegistryClient.Create(server);
        using var other = RegistryClient.Create(registry.Url);
        var round = 0;
        foreach (var target in new[] { client, other })
        {
            await PushAllAsync(target, OneOf, "warm");
            await PushAllAsync(target, EachOf, "warm");
        }

        var times = await InTurn.MeasureAsync(
            Rounds,
            () => PushAllAsync(client, OneOf, $"round{++round}"),
            () => PushAllAsync(client, EachOf, $"round{round}"),
            () => PushAllAsync(other, OneOf, $"round{round}"),
            () => PushAllAsync(other, EachOf, $"round{round}"));
        await RequireAllAsync(client);
        var peer = string.Create(CultureInfo.InvariantCulture, $"docker-registry {times.Median(2):0.00} s and {times.Median(3):0.00} s");
        return
        [
            Finding.Cost("50 pushes in parallel to one repository, beside to fifty", peer, "1.5 times as long, all land", times.Ratio(0, 1), 1.5, "times as long",
                string.Create(CultureInfo.InvariantCulture, $"{times.Median(0):0.00} s and {times.Median(1):0.00} s, median of {Rounds}")),
        ];
    }

    private static string OneOf(int number) => "bench/one";

    private static string EachOf(int number) => $"bench/each-{number}";

    private static async Task<double> PushAllAsync(RegistryClient client, Func<int, string> nameOf, string tag)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Pushes).Select(number => client.PushImageAsync(nameOf(number), $"{tag}-{number}", 10 * 1024)));
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task RequireAllAsync(RegistryClient client)
    {
        var landed = await client.CountTagsAsync(OneOf(0));
        if (landed != (Rounds + 1) * Pushes)
            throw new InvalidOperationException($"{landed} tags are in the one repository instead of {(Rounds + 1) * Pushes}.");
        for (var number = 0; number < Pushes; number++)
        {
            if (await client.CountTagsAsync(EachOf(number)) is var each and not (Rounds + 1))
                throw new InvalidOperationException($"{each} tags are in repository {number} instead of {Rounds + 1}.");
        }
    }
}
