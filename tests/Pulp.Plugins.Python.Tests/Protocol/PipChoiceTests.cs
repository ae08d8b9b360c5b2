using System.Net;
using System.Text;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Tests.Support;
using Pulp.Tasking;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Python.Tests.Protocol;

/// <summary>Shows what pip makes of what an index says beside names and links.</summary>
[TestFixture]
[Category("RealClients")]
internal sealed class PipChoiceTests
{
    private string folder = null!;
    private IndexHost host = null!;
    private PythonRepository repository = null!;

    [SetUp]
    public async Task BeginAsync()
    {
        await RealClient.RequireAsync("pip", "--version");
        folder = Directory.CreateTempSubdirectory("pulp-pip-").FullName;
        host = await IndexHost.StartAsync();
        (repository, _) = await host.CreateIndexAsync();
    }

    [TearDown]
    public async Task EndAsync()
    {
        if (host is null)
            return;
        await host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task A_yanked_release_is_taken_only_when_it_is_pinned()
    {
        await UploadAsync("demo-pkg", "1.0");
        await UploadAsync("demo-pkg", "2.0");
        await ChangeAsync("yank", new { name = "demo-pkg", version = "2.0", reason = "it breaks" });

        var (_, _, newest) = await DownloadAsync("demo-pkg");
        var (_, output, pinned) = await DownloadAsync("demo-pkg==2.0");

        Assert.That(newest, Is.EqualTo(new[] { "demo_pkg-1.0-py3-none-any.whl" }));
        Assert.That(pinned, Is.EqualTo(new[] { "demo_pkg-2.0-py3-none-any.whl" }));
        Assert.That(output, Does.Contain("it breaks"));
    }

    [Test]
    public async Task A_quarantined_project_is_not_installed_and_an_archived_one_is()
    {
        await UploadAsync("demo-pkg", "1.0");
        await ChangeAsync("set_project_status", new { name = "demo-pkg", status = "quarantined" });
        var (quarantined, _, _) = await DownloadAsync("demo-pkg");
        await ChangeAsync("set_project_status", new { name = "demo-pkg", status = "archived", reason = "done" });

        var (archived, output, _) = await DownloadAsync("demo-pkg");

        Assert.That(quarantined, Is.Not.Zero);
        Assert.That(archived, Is.Zero, output);
    }

    [Test]
    public async Task Requirements_are_read_from_metadata_files_and_wheels_that_are_not_chosen_stay_upstream()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        MapProject(upstream, "app", ("1.0", "Requires-Dist: mid\nRequires-Dist: lib<2\n"));
        MapProject(upstream, "mid", ("1.0", "Requires-Dist: lib\n"), ("2.0", "Requires-Dist: lib>=2\n"));
        MapProject(upstream, "lib", ("1.0", ""), ("2.0", ""));
        var remote = await host.CreateAsync(new PythonRemote { Name = "up", Url = upstream.Url + "simple/", Includes = ["app", "mid", "lib"] });
        var synced = await host.TaskAsync(HttpMethod.Post, IndexHost.HrefOf(repository) + "sync/", new { remote = $"prn:python.pythonremote:{remote.Id}" });
        Assert.That(synced.State, Is.EqualTo(TaskState.Completed), synced.Error?.ToString());

        var (exitCode, output, files) = await DownloadAsync("app");

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(files, Is.EquivalentTo(new[] { "app-1.0-py3-none-any.whl", "mid-1.0-py3-none-any.whl", "lib-1.0-py3-none-any.whl" }));
        Assert.That(upstream.CountOf("/files/mid-2.0-py3-none-any.whl.metadata"), Is.EqualTo(1));
        Assert.That(upstream.CountOf("/files/mid-2.0-py3-none-any.whl") + upstream.CountOf("/files/lib-2.0-py3-none-any.whl"), Is.Zero);
    }

    [Test]
    public async Task Wheels_only_means_wheels_only()
    {
        await host.UploadAsync(new TwineForm(Sdists.Demo().Build(), Sdists.FileName, "demo-pkg", "1.2.0"));
        var (refused, _, _) = await DownloadAsync("demo-pkg", "--only-binary", ":all:");
        await UploadAsync("demo-pkg", "1.0");

        var (taken, output, files) = await DownloadAsync("demo-pkg", "--only-binary", ":all:");

        Assert.That(refused, Is.Not.Zero);
        Assert.That(taken, Is.Zero, output);
        Assert.That(files, Is.EqualTo(new[] { "demo_pkg-1.0-py3-none-any.whl" }));
    }

    private static void MapProject(FakeUpstream upstream, string name, params (string Version, string Metadata)[] releases)
    {
        var files = releases.ToDictionary(release => $"{name}-{release.Version}-py3-none-any.whl", release => release);
        var wheels = files.ToDictionary(file => file.Key, file => WheelBuilder.Minimal(name, file.Value.Version, file.Value.Metadata));
        var metadata = files.ToDictionary(file => file.Key, file => Encoding.UTF8.GetBytes($"Metadata-Version: 2.1\nName: {name}\nVersion: {file.Value.Version}\n{file.Value.Metadata}\n"));
        upstream.Map($"/simple/{name}/", UpstreamIndex.Page(
            name, files.Keys, metadata: file => new Dictionary<string, string> { ["sha256"] = IndexHost.Sha256Of(metadata[file]) }, digest: file => IndexHost.Sha256Of(wheels[file])));
        foreach (var file in files.Keys)
            upstream.Map($"/files/{file}", FakeAnswer.Ok(wheels[file])).Map($"/files/{file}.metadata", FakeAnswer.Ok(metadata[file]));
    }

    private async Task UploadAsync(string name, string version)
    {
        using var answer = await host.UploadAsync(new TwineForm(WheelBuilder.Minimal(name, version), $"{name.Replace('-', '_')}-{version}-py3-none-any.whl", name, version));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }

    private async Task ChangeAsync(string action, object body)
    {
        var task = await host.TaskAsync(HttpMethod.Post, $"{IndexHost.HrefOf(repository)}{action}/", body);
        Assert.That(task.State, Is.EqualTo(TaskState.Completed), task.Error?.ToString());
    }

    private async Task<(int ExitCode, string Output, IEnumerable<string?> Files)> DownloadAsync(params string[] arguments)
    {
        var target = Directory.CreateDirectory(Path.Combine(folder, Guid.NewGuid().ToString("N"))).FullName;
        var (exitCode, output) = await RealClient.RunAsync("pip", ["download", "--no-cache-dir", "--index-url", $"{host.Url}pypi/main/simple/", "-d", target, .. arguments]);
        return (exitCode, output, Directory.EnumerateFiles(target).Select(Path.GetFileName));
    }
}
