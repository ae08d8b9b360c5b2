using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Files;

/// <summary>Drives the file plugin with curl, wget, and a folder that nginx offers with a list made in a shell, as docs/file.md says.</summary>
[TestFixture]
[Category("RealClients")]
public sealed class FileTests
{
    private const string Bash = "/usr/bin/bash";
    private const string Curl = "/usr/bin/curl";
    private const string Wget = "/usr/bin/wget";
    private TemporaryFolder folder = null!;
    private NginxProcess nginx = null!;

    private string Manifest => $"http://127.0.0.1:{nginx.Port}/images/PULP_MANIFEST";

    [SetUp]
    public async Task OfferAsync()
    {
        Prerequisite.Require(Bash, Curl, Wget, Prerequisite.Nginx);
        folder = new TemporaryFolder();
        foreach (var (path, size) in new[] { ("disk.img", 300_000), ("deep/er/with space.bin", 10), ("deep/empty", 0), ("one,two.txt", 3) })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.Below("root", "images", path))!);
            await File.WriteAllBytesAsync(folder.Below("root", "images", path), RandomNumberGenerator.GetBytes(size));
        }

        await ListAsync();
        nginx = new NginxProcess(folder, $"root {folder.Below("root")};");
        await nginx.StartAsync();
    }

    [TearDown]
    public async Task RemoveAsync()
    {
        await nginx.StopAsync();
        folder.Dispose();
    }

    [Test]
    public async Task One_command_mirrors_a_folder_and_wget_gets_all_of_it_when_upstream_is_gone()
    {
        var mirrored = (await Tool.RunAsync("dotnet", [PulpProcess.Program, "mirror", "file", Manifest, "--name", "images", "--mirror", "--data", folder.Below("data")], folder.Path)).Succeeded();
        await nginx.StopAsync();
        await using var host = await PulpProcess.StartOnAsync(folder.Below("data"));
        Directory.CreateDirectory(folder.Below("got"));

        (await Tool.RunAsync(Wget, ["-q", "-r", "-np", "-nH", "--cut-dirs=3", "--reject", "index.html*", "-e", "robots=off", "-P", folder.Below("got"), $"{host.Url}pulp/content/images/"], folder.Path)).Succeeded();

        Assert.That(mirrored.Output, Does.Contain("added 4").And.Contain("/pulp/content/images/PULP_MANIFEST"));
        AssertSame(folder.Below("root", "images"), folder.Below("got"));
    }

    [Test]
    public async Task Without_mirror_the_command_serves_a_list_of_its_own()
    {
        (await Tool.RunAsync("dotnet", [PulpProcess.Program, "mirror", "file", Manifest, "--name", "images", "--policy", "on_demand", "--data", folder.Below("data")], folder.Path)).Succeeded();
        await using var host = await PulpProcess.StartOnAsync(folder.Below("data"));

        var list = (await CurlAsync($"{host.Url}pulp/content/images/PULP_MANIFEST")).Output;
        (await CurlAsync("-o", folder.Below("disk.img"), $"{host.Url}pulp/content/images/disk.img")).Succeeded();

        Assert.That(list.Split('\n').Order(StringComparer.Ordinal), Is.EqualTo((await File.ReadAllTextAsync(folder.Below("root", "images", "PULP_MANIFEST"))).Split('\n').Order(StringComparer.Ordinal)));
        Assert.That(await File.ReadAllBytesAsync(folder.Below("disk.img")), Is.EqualTo(await File.ReadAllBytesAsync(folder.Below("root", "images", "disk.img"))));
    }

    [Test]
    public async Task What_was_synced_without_being_published_is_served_by_the_command()
    {
        await using (var before = await PulpProcess.StartOnAsync(folder.Below("data")))
        {
            var remote = await before.Api.CreateAsync("remotes/file/file/", new { name = "images", url = Manifest });
            var repository = await before.Api.CreateAsync("repositories/file/file/", new { name = "images", remote = PulpApi.Href(remote) });
            await before.Api.SyncAsync(repository);
        }

        var mirrored = (await Tool.RunAsync("dotnet", [PulpProcess.Program, "mirror", "file", Manifest, "--name", "images", "--data", folder.Below("data")], folder.Path)).Succeeded();
        await using var host = await PulpProcess.StartOnAsync(folder.Below("data"));

        Assert.That(mirrored.Output, Does.Contain("no new version"));
        (await CurlAsync("-o", folder.Below("disk.img"), $"{host.Url}pulp/content/images/disk.img")).Succeeded();
    }

    [Test]
    public async Task Curl_uploads_publishes_and_gets_a_file()
    {
        await using var host = await PulpProcess.StartAsync();
        string[] login = ["-u", $"admin:{host.Password}"];
        var api = $"{host.Url}pulp/api/v3/";
        var repository = await AnswerAsync([.. login, $"{api}repositories/file/file/", "-d", "name=tools", "-d", "autopublish=true"]);
        var href = (string)repository["pulp_href"]!;

        var unit = await AnswerAsync([.. login, $"{api}content/file/files/upload/", "-F", $"file=@{folder.Below("root", "images", "disk.img")}", "-F", "relative_path=linux/disk.img", "-F", $"repository={href}"]);
        var published = await AnswerAsync([.. login, $"{api}publications/file/file/", "-d", $"repository={href}"]);
        await host.Api.WaitAsync((string)published["task"]!);
        var distributed = await AnswerAsync([.. login, $"{api}distributions/file/file/", "-d", "name=tools", "-d", "base_path=tools", "-d", $"repository={href}"]);
        await host.Api.WaitAsync((string)distributed["task"]!);
        (await CurlAsync("-o", folder.Below("got.img"), $"{host.Url}pulp/content/tools/linux/disk.img")).Succeeded();

        Assert.That((string?)unit["relative_path"], Is.EqualTo("linux/disk.img"));
        Assert.That(await File.ReadAllBytesAsync(folder.Below("got.img")), Is.EqualTo(await File.ReadAllBytesAsync(folder.Below("root", "images", "disk.img"))));
    }

    private async Task ListAsync()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(PulpProcess.SourceRoot, "docs", "file.md"));
        var lines = page.Split("```\n").Single(block => block.StartsWith("find .", StringComparison.Ordinal));
        (await Tool.RunAsync(Bash, ["-ec", lines], folder.Below("root", "images"))).Succeeded();
    }

    private Task<ToolResult> CurlAsync(params string[] arguments) => Tool.RunAsync(Curl, ["-sSf", "--max-time", "60", .. arguments], folder.Path);

    private async Task<JsonNode> AnswerAsync(params string[] arguments) => JsonNode.Parse((await CurlAsync(arguments)).Succeeded().Output)!;

    private static void AssertSame(string wanted, string got)
    {
        string[] Paths(string root) => [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path)).Order(StringComparer.Ordinal)];
        Assert.That(Paths(got), Is.EqualTo(Paths(wanted)));
        foreach (var path in Paths(wanted))
            Assert.That(File.ReadAllBytes(Path.Combine(got, path)), Is.EqualTo(File.ReadAllBytes(Path.Combine(wanted, path))), path);
    }
}
