using System.Globalization;

namespace Pulp.Benchmarks.Rows;

/// <summary>What clients of a Galaxy ask for at 20,000 collection versions in one repository: asked for the first time, again beside nginx with the same bytes, and searched.</summary>
internal sealed class AnsibleServingRow : IBenchmarkRow
{
    private const int Collections = 2_000;
    private const int Versions = 10;
    private const int Published = 60;
    private const int Rounds = 3;

    public string Name => "ansible-serving";

    public async Task<IReadOnlyList<Finding>> MeasureAsync(BenchmarkRun run)
    {
        GalaxyTree.Write(run.WebRoot, "galaxy-serving", Collections, Versions);
        var nginx = await run.NginxAsync();
        var server = await ServerProcess.StartAsync(run.NewFolder("ansible-serving"));
        await using var stopping = server;
        using var galaxy = new GalaxyClient(server, "serving");
        await FillAsync(server, galaxy, new Uri(nginx.Url, "galaxy-serving/"));
        Uri At(string path) => new(galaxy.Index, path);
        List<Uri> Each(int count, Func<int, string> path) => [.. Enumerable.Range(0, count).Select(number => At(path(number)))];

        var findings = new List<Finding>
        {
            await FirstAsync("collection index, 10 collections", Each(190, number => FormattableString.Invariant($"?offset={number * 10}"))),
            await FirstAsync("collection index, 100 collections", Each(Collections / 100, number => FormattableString.Invariant($"?limit=100&offset={number * 100}")), 20),
            await FirstAsync("version list of a collection", Each(200, number => $"{PathOf(number * 3)}versions/")),
            await FirstAsync("version detail, file here", Each(Published, number => $"published/small{number}/versions/1.0.0/")),
            await FirstAsync("version detail, file not here yet", Each(200, number => $"{PathOf(number * 3)}versions/1.5.0/")),
        };
        foreach (var (work, path) in new[]
        {
            ("collection index", ""),
            ("version list", $"{PathOf(7)}versions/"),
            ("version list as ansible-galaxy asks for it", $"{PathOf(7)}versions/?limit=100"),
            ("version detail, file here", "published/small7/versions/1.0.0/"),
            ("version detail, file not here yet", $"{PathOf(7)}versions/1.5.0/"),
        })
            findings.Add(await AgainAsync(run, nginx, work, At(path)));

        findings.Add(await SearchAsync("search, rare words", Search(galaxy, number => FormattableString.Invariant($"keywords=space{number % GalaxyTree.Namespaces}+collection{number * 7}"))));
        findings.Add(await SearchAsync("search, words of all", Search(galaxy, number => FormattableString.Invariant($"keywords=what+does+tag3&offset={number * 10}"))));
        findings.Add(await SearchAsync("search, highest versions by name", Search(galaxy, number => FormattableString.Invariant($"keywords=collection{number}&is_highest=true&order_by=name"))));
        findings.Add(new Finding("ansible-serving: peak memory", "-", "-", FormattableString.Invariant($"{server.Memory("VmHWM"):0} MB"), double.NaN));
        return findings;
    }

    private static string PathOf(int collection) => FormattableString.Invariant($"space{collection % GalaxyTree.Namespaces}/collection{collection}/");

    private static async Task FillAsync(ServerProcess server, GalaxyClient galaxy, Uri upstream)
    {
        using var pulp = new PulpClient(server);
        var remote = await pulp.CreateAsync("remotes/ansible/collection/", new { name = "serving", url = upstream.AbsoluteUri, policy = "on_demand" });
        var repository = await pulp.CreateAsync("repositories/ansible/ansible/", new { name = "serving", remote });
        await pulp.CreateAsync("distributions/ansible/ansible/", new { name = "serving", base_path = "serving", repository });
        await pulp.RunAsync($"{repository}sync/", new { }, TimeSpan.FromMilliseconds(50));
        for (var number = 0; number < Published; number++)
            await galaxy.PublishAsync(CollectionFile.Small("published", FormattableString.Invariant($"small{number}"), "1.0.0", modules: 8));
        // The last publish read its own detail, and a new version of the repository forgets what the others read.
        await galaxy.PublishAsync(CollectionFile.Small("published", "last", "1.0.0", modules: 1));
    }

    private static List<Uri> Search(GalaxyClient galaxy, Func<int, string> query) => [.. Enumerable.Range(0, 100).Select(number => new Uri(galaxy.Search, "?" + query(number)))];

    private static async Task<Finding> FirstAsync(string work, IReadOnlyList<Uri> addresses, double limit = 2) =>
        Finding.Cost($"{work}, asked first, 20,000 versions", "24 ms for a list", FormattableString.Invariant($"{limit} ms"), await FirstAnswers.MedianAsync(addresses), limit, "ms", "median");

    private static async Task<Finding> SearchAsync(string work, IReadOnlyList<Uri> addresses) =>
        Finding.Cost($"{work}, 20,000 versions", "-", "20 ms", await FirstAnswers.MedianAsync(addresses), 20, "ms", "median");

    private static async Task<Finding> AgainAsync(BenchmarkRun run, Nginx nginx, string work, Uri ours)
    {
        using var client = new HttpClient();
        await File.WriteAllBytesAsync(Path.Combine(run.WebRoot, "galaxy-answer"), await client.GetByteArrayAsync(ours));
        var theirs = new Uri(nginx.Url, "galaxy-answer");
        await SameAnswer.RequireAsync(ours, theirs, []);
        await Wrk.RateAsync(ours, 1);
        var rates = await InTurn.MeasureAsync(Rounds, () => Wrk.RateAsync(ours, 1), () => Wrk.RateAsync(theirs, 1));
        return Finding.Rate(
            $"{work}, asked again", string.Create(CultureInfo.InvariantCulture, $"nginx {rates.Median(1):N0}/s"), "0.4 of nginx", rates.Ratio(0, 1), 0.4, "of nginx", string.Create(CultureInfo.InvariantCulture, $"{rates.Median(0):N0}/s"));
    }
}
