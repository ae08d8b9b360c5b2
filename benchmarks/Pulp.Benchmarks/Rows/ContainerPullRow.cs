using System.Globalization;

namespace Pulp.Benchmarks.Rows;

/// <summary>Manifests and blobs of a pushed image under load, each beside docker-registry with the same image and nginx with the same bytes.</summary>
internal sealed class ContainerPullRow : IBenchmarkRow
{
    private const string Open = "bench/open";
    private const string Private = "bench/private";
    private const string Username = "puller";
    private const string Password = "a password for pulling";
    private const int Rounds = 5;
    private const int Seconds = 1;

    string IBenchmarkRow.Name => "container-pull";

    public async Task<IReadOnlyList<Finding>> MeasureAsync(BenchmarkRun run)
    {
        var nginx = await run.NginxAsync();
        var server = await ServerProcess.StartAsync(run.NewFolder("pull"));
        await using var stopping = server;
        var registry = await DockerRegistry.StartAsync(run.NewFolder("registry"));
        await using var stoppingRegistry = registry;
        var small = OciImage.Write(run.NewFolder("image"), 1, 10 * 1024);
        var big = OciImage.Write(run.NewFolder("image"), 1, 50 * 1024 * 1024);
        await CreatePrivateAsync(server);
        foreach (var (image, name) in new[] { (small, $"{Open}:small"), (small, $"{Private}:small"), (big, $"{Open}:big") })
        {
            await Skopeo.PushAsync(image, server.Url, name, ServerProcess.Credentials);
            await Skopeo.PushAsync(image, registry.Url, name, null);
        }

        var accept = $"Accept: {OciImage.ManifestType}";
        File.Copy(small.FileOf(small.ManifestDigest), Path.Combine(run.WebRoot, "manifest"));
        File.Copy(small.FileOf(small.Layers[0]), Path.Combine(run.WebRoot, "blob"));
        var findings = new List<Finding>();
        foreach (var (who, name, headers) in new (string, string, string[])[]
        {
            ("anonymous", Open, []),
            ("with a token", Open, [await TokenAsync(server, Open)]),
            ("private, with a token", Private, [await TokenAsync(server, Private)]),
        })
        {
            foreach (var (work, path, file, isHead) in new[]
            {
                ("GET manifest by tag", "manifests/small", "manifest", false),
                ("GET manifest by digest", $"manifests/{small.ManifestDigest}", "manifest", false),
                ("HEAD 10 KiB blob", $"blobs/{small.Layers[0]}", "blob", true),
                ("GET 10 KiB blob", $"blobs/{small.Layers[0]}", "blob", false),
            })
            {
                var sent = path.StartsWith("manifests", StringComparison.Ordinal) ? [.. headers, accept] : headers;
                findings.AddRange(await CompareAsync($"{work}, {who}", $"v2/{name}/{path}", server, registry, new Uri(nginx.Url, file), sent, isHead));
            }
        }

        findings.AddRange(await CompareLargeAsync(big, server, registry));
        return findings;
    }

    // A user who is no administrator, so that grants count.
    private static async Task CreatePrivateAsync(ServerProcess server)
    {
        using var pulp = new PulpClient(server);
        var repository = await pulp.CreateAsync("repositories/container/container/", new { name = Private });
        var distribution = await pulp.CreateAsync("distributions/container/container/", new { name = Private, base_path = Private, repository, @private = true });
        await pulp.CreateAsync("users/", new { username = Username, password = Password });
        await pulp.PostAsync($"{distribution}add_role/", new { role = "container.containerdistribution_consumer", users = new[] { Username } });
    }

    private static async Task<string> TokenAsync(ServerProcess server, string name) =>
        $"Authorization: Bearer {await RegistryClient.PullTokenAsync(server.Url, name, Username, Password)}";

    private static async Task<IReadOnlyList<Finding>> CompareAsync(
        string work, string path, ServerProcess server, DockerRegistry registry, Uri nginx, IReadOnlyList<string> headers, bool isHead)
    {
        var (ours, theirs) = (new Uri(server.Url, path), new Uri(registry.Url, path));
        await SameAnswer.RequireAsync(ours, nginx, headers);
        await SameAnswer.RequireAsync(ours, theirs, headers);
        await RateAsync(ours);
        var rates = await InTurn.MeasureAsync(Rounds, () => RateAsync(ours), () => RateAsync(theirs), () => RateAsync(nginx));
        var note = string.Create(CultureInfo.InvariantCulture, $"{rates.Median(0):N0}/s");
        return
        [
            Finding.Rate(work, string.Create(CultureInfo.InvariantCulture, $"docker-registry {rates.Median(1):N0}/s"), "10 of docker-registry", rates.Ratio(0, 1), 10, "of docker-registry", note),
            Finding.Rate(work, string.Create(CultureInfo.InvariantCulture, $"nginx {rates.Median(2):N0}/s"), "0.5 of nginx", rates.Ratio(0, 2), 0.5, "of nginx", note),
        ];

        Task<double> RateAsync(Uri url) => isHead ? HeadLoad.RateAsync(url, Seconds, headers) : Wrk.RateAsync(url, Seconds, headers);
    }

    private static async Task<IReadOnlyList<Finding>> CompareLargeAsync(OciImage image, ServerProcess server, DockerRegistry registry)
    {
        var path = $"v2/{Open}/blobs/{image.Layers[0]}";
        var (ours, theirs) = (new Uri(server.Url, path), new Uri(registry.Url, path));
        var bare = await BareKestrel.StartAsync(image.FileOf(image.Layers[0]));
        await using var stopping = bare;
        await SameAnswer.RequireAsync(ours, bare.Url, []);
        var rates = await InTurn.MeasureAsync(Rounds, () => Wrk.RateAsync(ours, 4), () => Wrk.RateAsync(theirs, 4), () => Wrk.RateAsync(bare.Url, 4));
        var note = string.Create(CultureInfo.InvariantCulture, $"{rates.Median(0):N1}/s");
        return
        [
            Finding.Rate("GET 50 MiB blob", string.Create(CultureInfo.InvariantCulture, $"docker-registry {rates.Median(1):N1}/s"), "1.0 of docker-registry", rates.Ratio(0, 1), 1, "of docker-registry", note),
            Finding.Rate("GET 50 MiB blob", string.Create(CultureInfo.InvariantCulture, $"bare Kestrel {rates.Median(2):N1}/s"), "0.9 of a bare Kestrel handler", rates.Ratio(0, 2), 0.9, "of Kestrel", note),
        ];
    }
}
