using System.Net;
using System.Text.Json;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Tests.Support;
using Pulp.Tasking;

namespace Pulp.Plugins.Python.Tests.Projects;

[TestFixture]
internal sealed class ProjectStatusTests
{
    private IndexHost host = null!;
    private PythonRepository repository = null!;

    [SetUp]
    public async Task StartAsync()
    {
        host = await IndexHost.StartAsync();
        (repository, _) = await host.CreateIndexAsync();
        await host.UploadAsync(new TwineForm(new WheelBuilder().Build()));
    }

    [TearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [TestCase("archived", 1)]
    [TestCase("deprecated", 1)]
    [TestCase("quarantined", 0)]
    public async Task A_status_is_shown_in_both_forms_and_quarantine_offers_no_files(string status, int files)
    {
        await SetAsync(status, "see <b>here</b>");

        var html = await host.Client.GetStringAsync("pypi/main/simple/demo-pkg/");
        using var page = await PageAsync();

        Assert.Multiple(() =>
        {
            Assert.That(html, Does.Contain($"name=\"pypi:project-status\" content=\"{status}\"").And.Contain("see &lt;b&gt;here"));
            Assert.That(page.RootElement.GetProperty("project-status").GetProperty("status").GetString(), Is.EqualTo(status));
            Assert.That(page.RootElement.GetProperty("project-status").GetProperty("reason").GetString(), Is.EqualTo("see <b>here</b>"));
            Assert.That(page.RootElement.GetProperty("files").GetArrayLength(), Is.EqualTo(files));
            Assert.That(html.Contains(WheelBuilder.FileName, StringComparison.Ordinal), Is.EqualTo(files > 0));
        });
    }

    [TestCase("archived", HttpStatusCode.BadRequest)]
    [TestCase("quarantined", HttpStatusCode.BadRequest)]
    [TestCase("deprecated", HttpStatusCode.OK)]
    [TestCase("active", HttpStatusCode.OK)]
    public async Task An_archived_or_quarantined_project_takes_no_uploads(string status, HttpStatusCode expected)
    {
        await SetAsync(status, "moved");

        using var answer = await host.UploadAsync(new TwineForm(WheelBuilder.Minimal("demo-pkg", "1.3"), "demo_pkg-1.3-py3-none-any.whl", version: "1.3"));

        Assert.That(answer.StatusCode, Is.EqualTo(expected));
        if (expected != HttpStatusCode.OK)
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(status).And.Contain("moved"));
    }

    [Test]
    public async Task A_project_becomes_active_again()
    {
        await SetAsync("quarantined", "");

        await SetAsync("active", "");

        using var page = await PageAsync();
        Assert.That(page.RootElement.GetProperty("files").GetArrayLength(), Is.EqualTo(1));
        Assert.That((await host.Client.GetStringAsync("pypi/main/simple/demo-pkg/")).Contains("quarantined", StringComparison.Ordinal), Is.False);
    }

    [TestCase("""{"name": "demo-pkg", "status": "lost"}""")]
    [TestCase("""{"name": "-", "status": "archived"}""")]
    [TestCase("""{"status": "archived"}""")]
    public async Task A_status_that_does_not_exist_is_refused(string body)
    {
        var (status, _) = await host.RestAsync(HttpMethod.Post, IndexHost.HrefOf(repository) + "set_project_status/", JsonDocument.Parse(body));

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private async Task SetAsync(string status, string reason)
    {
        var task = await host.TaskAsync(HttpMethod.Post, IndexHost.HrefOf(repository) + "set_project_status/", new { name = "Demo_Pkg", status, reason });
        Assert.That(task.State, Is.EqualTo(TaskState.Completed), task.Error?.ToString());
    }

    private async Task<JsonDocument> PageAsync() => JsonDocument.Parse(await (await host.GetAsync("pypi/main/simple/demo-pkg/", UpstreamIndex.Json)).Content.ReadAsStringAsync());
}
