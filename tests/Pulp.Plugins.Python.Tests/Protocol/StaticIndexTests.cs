using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Tests.Support;

namespace Pulp.Plugins.Python.Tests.Protocol;

/// <summary>The index beside exported files.</summary>
[TestFixture]
internal sealed partial class StaticIndexTests
{
    private const string First = "demo_pkg-1.0-py3-none-any.whl";
    private IndexHost host = null!;
    private PythonRepository repository = null!;
    private string folder = null!;

    private string Exported => Path.Combine(folder, "mirror");

    [SetUp]
    public async Task StartAsync()
    {
        host = await IndexHost.StartAsync();
        folder = Directory.CreateTempSubdirectory("pulp-static-").FullName;
        (repository, _) = await host.CreateIndexAsync();
        await host.UploadAsync(new TwineForm(WheelBuilder.Minimal("demo-pkg", "1.0"), First, version: "1.0"));
        await host.UploadAsync(new TwineForm(new WheelBuilder().Build()));
        await host.TaskAsync(HttpMethod.Post, IndexHost.HrefOf(repository) + "yank/", new { filename = First, reason = "<broken>" });
    }

    [TearDown]
    public async Task StopAsync()
    {
        await host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Its_pages_are_those_the_server_answers_with_but_for_the_links()
    {
        await ExportAsync();

        var root = await File.ReadAllTextAsync(Path.Combine(Exported, "simple", "index.html"));
        var page = await File.ReadAllTextAsync(Path.Combine(Exported, "simple", "demo-pkg", "index.html"));
        Assert.That(root, Is.EqualTo(await AnswerAsync("pypi/main/simple/")));
        Assert.That(page, Is.EqualTo(Origin().Replace(await AnswerAsync("pypi/main/simple/demo-pkg/"), "\"../../")));
        Assert.That(page, Does.Contain("&lt;broken&gt;").And.Contain("data-core-metadata"));
    }

    [Test]
    public async Task Every_link_of_a_page_leads_to_a_file_and_its_metadata()
    {
        await ExportAsync();

        var page = await File.ReadAllTextAsync(Path.Combine(Exported, "simple", "demo-pkg", "index.html"));
        var files = Link().Matches(page).Select(link => Path.GetFullPath(Path.Combine(Exported, "simple", "demo-pkg", Uri.UnescapeDataString(link.Groups[1].Value)))).ToList();
        Assert.That(files, Has.Count.EqualTo(2));
        Assert.That(files.Concat(files.Select(file => file + ".metadata")), Has.All.Exist);
    }

    [Test]
    public async Task A_quarantined_project_offers_no_file()
    {
        await host.TaskAsync(HttpMethod.Post, IndexHost.HrefOf(repository) + "set_project_status/", new { name = "demo-pkg", status = "quarantined", reason = "checked" });

        await ExportAsync();

        var page = await File.ReadAllTextAsync(Path.Combine(Exported, "simple", "demo-pkg", "index.html"));
        Assert.That(page, Does.Contain("quarantined").And.Not.Contain("<a "));
    }

    private async Task ExportAsync()
    {
        var pulp = host.Services.GetRequiredService<PulpInstance>();
        var publication = await pulp.CreateAsync(new PythonPublication { RepositoryVersion = (await host.LatestAsync(repository.Id))!.Id });
        await pulp.ExportFilesAsync(publication, Exported);
    }

    private async Task<string> AnswerAsync(string path) => await (await host.GetAsync(path, "text/html")).Content.ReadAsStringAsync();

    [GeneratedRegex("\"https?://[^\"/]+/pulp/content/main/", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Origin();

    [GeneratedRegex("href=\"([^\"#]+)#", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
