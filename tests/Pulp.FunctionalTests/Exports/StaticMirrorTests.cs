using System.Text.Json.Nodes;
using Pulp.FunctionalTests.Support;
using static Pulp.FunctionalTests.Stories;

namespace Pulp.FunctionalTests.Exports;

/// <summary>Exports publications as plain files, and gives clients nothing but these: with nginx over them, and without any server.</summary>
[TestFixture]
[Category("RealClients")]
public sealed class StaticMirrorTests
{
    private const string Wget = "/usr/bin/wget";
    private TemporaryFolder folder = null!;
    private PulpProcess pulp = null!;

    private string Exported => folder.Below("exports", "mirror");

    [SetUp]
    public async Task StartAsync()
    {
        Prerequisite.Require(Wget, Prerequisite.Python, Prerequisite.Nginx);
        folder = new TemporaryFolder();
        pulp = await PulpProcess.StartAsync("--setting", $"ALLOWED_EXPORT_PATHS={folder.Below("exports")}");
    }

    [TearDown]
    public async Task StopAsync()
    {
        await pulp.DisposeAsync();
        folder.Dispose();
    }

    [Test]
    public async Task Pip_installs_mirrored_and_own_packages_from_nginx_over_an_exported_index_and_from_the_folder_itself()
    {
        var repository = await pulp.Api.CreateRepositoryAsync("index");
        await pulp.Api.SyncAsync(repository, await pulp.Api.CreateRemoteAsync("index", Upstream.Url, "immediate", "apple"));
        await pulp.Api.DistributeAsync("index", repository);
        (await Pip.UploadAsync(pulp, "index", [Wheel.Build(folder.Below("wheels"), "plum", "3.0", "apple")])).Succeeded();
        await ExportAsync("write", await pulp.Api.CreateAsync("publications/python/pypi/", new { repository = PulpApi.Href(repository) }));
        await pulp.InterruptAsync();
        var nginx = new NginxProcess(folder, $"root {folder.Below("exports")}; index index.html;");
        await nginx.StartAsync();
        try
        {
            Assert.That(await Pip.InstalledVersionAsync($"http://127.0.0.1:{nginx.Port}/mirror/simple/", "plum"), Is.EqualTo("3.0"));
            Assert.That(await Pip.InstalledVersionAsync(new Uri(Exported + "/simple/").AbsoluteUri, "plum"), Is.EqualTo("3.0"));
            (await Pip.RunAsync(folder, "download", "--no-index", "--find-links", Exported, "--dest", folder.Below("found"), "plum")).Succeeded();
            Assert.That(Directory.GetFiles(folder.Below("found")).Select(Path.GetFileName), Is.EquivalentTo(new[] { "apple-2.0-py3-none-any.whl", "plum-3.0-py3-none-any.whl" }));
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{nginx.Port}/mirror/") };
            Assert.That(await client.GetStringAsync("simple/"), Does.Contain("<a href=\"apple/\">").And.Contain("<a href=\"plum/\">"));
            Assert.That(await client.GetStringAsync("simple/plum/"), Does.Contain("href=\"../../plum-3.0-py3-none-any.whl#sha256=").And.Contain("data-requires-python").And.Contain("data-core-metadata"));
            Assert.That(await client.GetStringAsync("plum-3.0-py3-none-any.whl.metadata"), Does.Contain("Requires-Dist: apple"));
        }
        finally
        {
            await nginx.StopAsync();
        }
    }

    [Test]
    public async Task A_folder_of_plain_files_is_mirrored_from_nginx_over_the_export_by_wget_and_by_another_pulp([Values("write", "hardlink", "symlink")] string method)
    {
        var repository = await pulp.Api.CreateAsync("repositories/file/file/", new { name = "files" });
        foreach (var path in new[] { "disk.img", "deep/er/with space.bin" })
            await UploadAsync(repository, path);
        var publication = await pulp.Api.CreateAsync("publications/file/file/", new { repository = PulpApi.Href(repository) });
        await ExportAsync(method, publication);
        var nginx = new NginxProcess(folder, $"root {folder.Below("exports")}; autoindex on;");
        await nginx.StartAsync();
        try
        {
            (await Tool.RunAsync(Wget, ["-q", "-r", "-np", "-nH", "--cut-dirs=1", "--reject", "index.html*", "-P", folder.Below("got"), $"http://127.0.0.1:{nginx.Port}/mirror/"], folder.Path)).Succeeded();
            var remote = await pulp.Api.CreateAsync("remotes/file/file/", new { name = "again", url = $"http://127.0.0.1:{nginx.Port}/mirror/PULP_MANIFEST" });
            var again = await pulp.Api.CreateAsync("repositories/file/file/", new { name = "again", remote = PulpApi.Href(remote) });
            await pulp.Api.SyncAsync(again);

            Assert.That(await File.ReadAllTextAsync(folder.Below("got", "deep", "er", "with space.bin")), Is.EqualTo("bytes of deep/er/with space.bin"));
            Assert.That(Directory.GetFiles(folder.Below("got"), "*", SearchOption.AllDirectories).Select(Path.GetFileName), Is.EquivalentTo(new[] { "PULP_MANIFEST", "disk.img", "with space.bin" }));
            var version = await pulp.Api.GetAsync(await pulp.Api.LatestVersionAsync(again));
            Assert.That((int)version["content_summary"]!["present"]!["file.file"]!["count"]!, Is.EqualTo(2));
        }
        finally
        {
            await nginx.StopAsync();
        }
    }

    private async Task UploadAsync(JsonNode repository, string path)
    {
        var file = folder.Below("upload");
        await File.WriteAllTextAsync(file, $"bytes of {path}");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(path), "relative_path" },
            { new StringContent(PulpApi.Href(repository)), "repository" },
            { new ByteArrayContent(await File.ReadAllBytesAsync(file)), "file", "upload" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/pulp/api/v3/content/file/files/upload/") { Content = form };
        using var answer = await pulp.Api.SendAsync(request);
        Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());
    }

    private async Task ExportAsync(string method, JsonNode publication)
    {
        var exporter = await pulp.Api.CreateAsync("exporters/core/filesystem/", new { name = "mirror", path = Exported, method });
        var export = await pulp.Api.CreateAsync(PulpApi.Href(exporter) + "exports/", new { publication = PulpApi.Href(publication) });
        Assert.That((string?)export["exported_resources"]![0], Is.EqualTo(PulpApi.Href(publication)));
    }
}
