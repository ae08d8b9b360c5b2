namespace Pulp.Benchmarks.Rows;

/// <summary>Pages and files under load, each beside nginx with the same bytes.</summary>
internal sealed class ServingRow : IBenchmarkRow
{
    private const int Small = 10 * 1024;
    private const int Big = 10 * 1024 * 1024;

    public string Name => "serving";

    public async Task<IReadOnlyList<Finding>> MeasureAsync(BenchmarkRun run)
    {
        IndexTree.WriteWithFiles(run.WebRoot, "small", 20, 20, Small);
        IndexTree.WriteWithFiles(run.WebRoot, "big", 1, 1, Big);
        var nginx = await run.NginxAsync();
        var server = await ServerProcess.StartAsync(run.NewFolder("serving"));
        await using var disposing = server;
        using var pulp = new PulpClient(server);
        foreach (var name in new[] { "small", "big" })
            await MirrorAsync(pulp, nginx, name);

        var page = new Uri(server.Url, "pypi/small/simple/project-000007/");
        await File.WriteAllBytesAsync(Path.Combine(run.WebRoot, "page.html"), await pulp.GetBytesAsync(page.AbsoluteUri));
        var findings = new List<Finding>
        {
            await CompareAsync("simple page of a project, 32 connections", "10-13/s live; 400-900/s published", page, new Uri(nginx.Url, "page.html"), 0.6),
        };
        var smallFile = Path.GetFileName(Directory.EnumerateFiles(Path.Combine(run.WebRoot, "small", "files")).First());
        findings.Add(await CompareAsync(
            "10 KiB file through a distribution", "25-150/s", new Uri(server.Url, $"pulp/content/small/{smallFile}"), new Uri(nginx.Url, $"small/files/{smallFile}"), 0.6));

        var bigFile = Directory.EnumerateFiles(Path.Combine(run.WebRoot, "big", "files")).First();
        var ours = new Uri(server.Url, $"pulp/content/big/{Path.GetFileName(bigFile)}");
        var bare = await BareKestrel.StartAsync(bigFile);
        await using (bare)
        {
            var (first, second) = await Wrk.PairAsync(ours, bare.Url);
            findings.Add(Finding.Rate("10 MiB file", "0.3 of nginx", "0.9 of a bare Kestrel handler", first / second, 0.9, "of Kestrel", FormattableString.Invariant($"{first:N0}/s, Kestrel {second:N0}/s")));
        }

        findings.Add(await CompareAsync("10 MiB file", "0.3 of nginx", ours, new Uri(nginx.Url, $"big/files/{Path.GetFileName(bigFile)}"), 0.75));
        findings.Add(new Finding("serving: peak memory", "-", "-", FormattableString.Invariant($"{server.Memory("VmHWM"):0} MB"), double.NaN));
        return findings;
    }

    private static async Task<Finding> CompareAsync(string work, string peer, Uri ours, Uri nginx, double share)
    {
        await SameAnswer.RequireAsync(ours, nginx, []);
        await Wrk.RateAsync(ours, seconds: 3);
        var (first, second) = await Wrk.PairAsync(ours, nginx);
        return Finding.Rate(work, peer, FormattableString.Invariant($"{share} of nginx"), first / second, share, "of nginx", FormattableString.Invariant($"{first:N0}/s, nginx {second:N0}/s"));
    }

    private static async Task MirrorAsync(PulpClient pulp, Nginx nginx, string name)
    {
        var remote = await pulp.CreateAsync("remotes/python/python/", new { name, url = new Uri(nginx.Url, $"{name}/simple/").AbsoluteUri, policy = "immediate" });
        var repository = await pulp.CreateAsync("repositories/python/python/", new { name, remote });
        await pulp.CreateAsync("distributions/python/pypi/", new { name, base_path = name, repository });
        await pulp.RunAsync($"{repository}sync/", new { }, TimeSpan.FromMilliseconds(50));
    }
}
