using System.Net;
using System.Text.Json;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Tests.Support;
using Pulp.Tasking;

namespace Pulp.Plugins.Python.Tests.Projects;

[TestFixture]
internal sealed class YankTests
{
    private const string First = "demo_pkg-1.0-py3-none-any.whl";
    private IndexHost host = null!;
    private PythonRepository repository = null!;

    [SetUp]
    public async Task StartAsync()
    {
        host = await IndexHost.StartAsync();
        (repository, _) = await host.CreateIndexAsync();
        await host.UploadAsync(new TwineForm(WheelBuilder.Minimal("demo-pkg", "1.0"), First, version: "1.0"));
        await host.UploadAsync(new TwineForm(new WheelBuilder().Build()));
    }

    [TearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [Test]
    public async Task A_release_is_yanked_and_restored_in_new_versions()
    {
        var before = (await host.LatestAsync(repository.Id))!.Number;

        var yanked = await PostAsync("yank", new { name = "Demo.Pkg", version = "1.0.0", reason = "broken" });
        var marked = await PageAsync();
        var restored = await PostAsync("unyank", new { name = "demo-pkg", version = "1.0" });
        var after = await PageAsync();

        Assert.Multiple(() =>
        {
            Assert.That(yanked.CreatedResources, Has.Count.EqualTo(1));
            Assert.That(restored.CreatedResources, Has.Count.EqualTo(1));
            Assert.That(marked, Is.EqualTo(new Dictionary<string, string> { [First] = "broken", [WheelBuilder.FileName] = "False" }));
            Assert.That(after.Values, Has.All.EqualTo("False"));
        });
        Assert.That((await host.LatestAsync(repository.Id))!.Number, Is.EqualTo(before + 2));
    }

    [Test]
    public async Task One_file_is_yanked_without_a_reason()
    {
        await PostAsync("yank", new { filename = First });

        Assert.That((await PageAsync())[First], Is.EqualTo("True"));
    }

    [TestCase("{}")]
    [TestCase("""{"name": "demo-pkg"}""")]
    [TestCase("""{"name": "demo-pkg", "version": "1.0", "filename": "demo_pkg-1.0-py3-none-any.whl"}""")]
    [TestCase("""{"name": "demo-pkg", "version": "7"}""")]
    [TestCase("""{"filename": "absent-1.0.tar.gz"}""")]
    [TestCase("""{"filename": "demo_pkg-1.0-py3-none-any.whl.metadata"}""")]
    public async Task What_names_nothing_or_two_things_is_refused(string body)
    {
        var (status, _) = await host.RestAsync(HttpMethod.Post, IndexHost.HrefOf(repository) + "yank/", JsonDocument.Parse(body));

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Yanking_needs_the_permission_to_modify()
    {
        await host.CreateUserAsync("viewer", "python.pythonrepository_viewer");

        Assert.That((await host.RestAsync(HttpMethod.Post, IndexHost.HrefOf(repository) + "yank/", new { filename = First }, "viewer")).Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    private async Task<PulpTask> PostAsync(string action, object body)
    {
        var task = await host.TaskAsync(HttpMethod.Post, $"{IndexHost.HrefOf(repository)}{action}/", body);
        Assert.That(task.State, Is.EqualTo(TaskState.Completed), task.Error?.ToString());
        return task;
    }

    private async Task<Dictionary<string, string>> PageAsync()
    {
        using var page = JsonDocument.Parse(await (await host.GetAsync("pypi/main/simple/demo-pkg/", UpstreamIndex.Json)).Content.ReadAsStringAsync());
        return page.RootElement.GetProperty("files").EnumerateArray().ToDictionary(file => file.GetProperty("filename").GetString()!, file => file.GetProperty("yanked").ToString());
    }
}
