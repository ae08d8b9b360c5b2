using System.Net;
using System.Text.Json.Nodes;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Tests.Support;
using Pulp.Tasking;

namespace Pulp.Plugins.Python.Tests.Uploads;

[TestFixture]
internal sealed class BlocklistTests
{
    private IndexHost host = null!;
    private PythonRepository repository = null!;
    private string entries = null!;

    [SetUp]
    public async Task StartAsync()
    {
        host = await IndexHost.StartAsync();
        (repository, _) = await host.CreateIndexAsync();
        entries = IndexHost.HrefOf(repository) + "blocklist_entries/";
    }

    [TearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [Test]
    public async Task Entries_are_created_listed_shown_and_deleted_below_their_repository()
    {
        var (status, entry) = await host.RestAsync(HttpMethod.Post, entries, new { name = "pkg" });
        await host.RestAsync(HttpMethod.Post, entries, new { name = "pkg", version = "2.0" });
        await host.RestAsync(HttpMethod.Post, entries, new { filename = "pkg-3.0.tar.gz" });

        var href = (string)entry!["pulp_href"]!;
        Assert.Multiple(() =>
        {
            Assert.That(status, Is.EqualTo(HttpStatusCode.Created));
            Assert.That(href, Does.StartWith(entries));
            Assert.That((string)entry["prn"]!, Does.StartWith("prn:python.pythonblocklistentry:"));
            Assert.That((string)entry["repository"]!, Is.EqualTo(IndexHost.HrefOf(repository)));
            Assert.That((string)entry["added_by"]!, Does.Match("^prn:auth.user:[0-9]+$"));
            Assert.That(entry["version"], Is.Null);
            Assert.That(entry["filename"], Is.Null);
        });
        Assert.That(await CountAsync(""), Is.EqualTo(3));
        Assert.That(await CountAsync("?name=pkg"), Is.EqualTo(2));
        Assert.That(await CountAsync("?name=pkg&version__isnull=true"), Is.EqualTo(1));
        Assert.That(await CountAsync("?version=2.0"), Is.EqualTo(1));
        Assert.That(await CountAsync("?filename=pkg-3.0.tar.gz"), Is.EqualTo(1));
        Assert.That(await CountAsync($"?pulp_href__in={href}"), Is.EqualTo(1));
        Assert.That((string)(await host.RestAsync(HttpMethod.Get, href)).Body!["name"]!, Is.EqualTo("pkg"));
        Assert.That((await host.RestAsync(HttpMethod.Delete, href)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await host.RestAsync(HttpMethod.Get, href)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await CountAsync(""), Is.EqualTo(2));
    }

    [TestCase("{}", "non_field_errors")]
    [TestCase("""{"name": "pkg", "filename": "pkg-1.0.tar.gz"}""", "non_field_errors")]
    [TestCase("""{"version": "1.0"}""", "version")]
    [TestCase("""{"filename": "pkg-1.0.tar.gz", "version": "1.0"}""", "version")]
    [TestCase("""{"name": "-"}""", "name")]
    [TestCase("""{"filename": "../evil"}""", "filename")]
    public async Task An_entry_that_says_nothing_or_too_much_is_refused(string body, string field)
    {
        var (status, answer) = await host.RestAsync(HttpMethod.Post, entries, JsonNode.Parse(body));

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer!.AsObject().Select(pair => pair.Key), Does.Contain(field));
    }

    [Test]
    public async Task The_same_entry_is_refused_twice_however_the_name_is_spelled()
    {
        await host.RestAsync(HttpMethod.Post, entries, new { name = "Demo.Pkg" });

        Assert.That((await host.RestAsync(HttpMethod.Post, entries, new { name = "demo-pkg" })).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Entries_are_found_below_their_own_repository_only_and_go_with_it()
    {
        var (other, _) = await host.CreateIndexAsync("other");
        var (_, entry) = await host.RestAsync(HttpMethod.Post, entries, new { name = "pkg" });
        var elsewhere = ((string)entry!["pulp_href"]!).Replace(repository.Id.ToString(), other.Id.ToString(), StringComparison.Ordinal);

        Assert.That((await host.RestAsync(HttpMethod.Get, elsewhere)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await host.RestAsync(HttpMethod.Delete, elsewhere)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await host.TaskAsync(HttpMethod.Delete, IndexHost.HrefOf(repository))).State, Is.EqualTo(TaskState.Completed));
        Assert.That((await host.RestAsync(HttpMethod.Get, entries)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Who_sees_the_repository_sees_its_entries_and_who_may_change_it_changes_them()
    {
        await host.CreateUserAsync("viewer", "python.pythonrepository_viewer");
        await host.CreateUserAsync("owner", "python.pythonrepository_owner");
        await host.CreateUserAsync("stranger");

        Assert.That((await host.RestAsync(HttpMethod.Get, entries, user: "viewer")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await host.RestAsync(HttpMethod.Post, entries, new { name = "pkg" }, "viewer")).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await host.RestAsync(HttpMethod.Post, entries, new { name = "pkg" }, "owner")).Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That((await host.RestAsync(HttpMethod.Get, entries, user: "stranger")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("""{"name": "Demo_Pkg"}""")]
    [TestCase("""{"name": "demo-pkg", "version": "1.2"}""")]
    [TestCase("""{"filename": "demo_pkg-1.2.0-py3-none-any.whl"}""")]
    public async Task A_blocked_package_is_neither_uploaded_nor_added(string entry)
    {
        var (source, _) = await host.CreateIndexAsync("source");
        await host.UploadAsync(new TwineForm(new WheelBuilder().Build()), "pypi/source/legacy/");
        var (_, packages) = await host.RestAsync(HttpMethod.Get, "content/python/packages/?name=demo-pkg");
        await host.RestAsync(HttpMethod.Post, entries, JsonNode.Parse(entry));

        var uploaded = await host.UploadAsync(new TwineForm(new WheelBuilder().Build()));
        var added = await host.TaskAsync(HttpMethod.Post, IndexHost.HrefOf(repository) + "modify/", new { add_content_units = new[] { (string)packages!["results"]![0]!["pulp_href"]! } });

        Assert.That(uploaded.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await uploaded.Content.ReadAsStringAsync(), Does.Contain("blocked"));
        Assert.That(added.State, Is.EqualTo(TaskState.Failed));
        Assert.That(await host.CountFilesAsync(repository.Id), Is.Zero);
        Assert.That(await host.CountFilesAsync(source.Id), Is.EqualTo(1));
    }

    private async Task<int> CountAsync(string query) => (int)(await host.RestAsync(HttpMethod.Get, entries + query)).Body!["count"]!;
}
