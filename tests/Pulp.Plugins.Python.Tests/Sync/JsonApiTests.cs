using System.Text.Json;
using Pulp.Plugins.Python.Tests.Support;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Python.Tests.Sync;

[TestFixture]
internal sealed class JsonApiTests
{
    private const string Old = "demo-1.0-py3-none-any.whl";
    private const string New = "demo-2.0-py3-none-any.whl";
    private SyncHost host = null!;

    [SetUp]
    public async Task StartAsync()
    {
        host = await SyncHost.StartAsync();
        host.Upstream.Map("/simple/demo/", UpstreamIndex.Page("demo", [Old, New]));
    }

    [TearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [Test]
    public async Task The_latest_release_gets_all_metadata_and_an_older_one_what_holds_for_the_project()
    {
        host.Upstream.Map("/pypi/demo/json", FakeAnswer.Ok(Document(), "application/json"));
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["Demo"] });

        await host.SyncedAsync(repository);

        var packages = await host.PackagesAsync(repository);
        Assert.Multiple(() =>
        {
            Assert.That(packages[New].Name, Is.EqualTo("Demo"));
            Assert.That(packages[New].Summary, Is.EqualTo("A demo"));
            Assert.That(packages[New].Author, Is.EqualTo("Ann"));
            Assert.That(packages[New].Classifiers, Is.EqualTo(new[] { "Topic :: Software Development" }));
            Assert.That(packages[New].RequiresDist, Is.EqualTo(new[] { "needed>=1" }));
            Assert.That(packages[New].RequiresPython, Is.EqualTo(">=3.9"));
            Assert.That(packages[New].Description, Is.EqualTo("Long"));
            Assert.That(packages[New].ProjectUrls, Contains.Key("Homepage"));
            Assert.That(packages[New].Size, Is.EqualTo(2048));
            Assert.That(packages[New].UploadTime, Is.EqualTo(new DateTimeOffset(2024, 5, 1, 10, 0, 0, TimeSpan.Zero)));
            Assert.That(packages[Old].Author, Is.EqualTo("Ann"));
            Assert.That(packages[Old].Version, Is.EqualTo("1.0"));
            Assert.That(packages[Old].RequiresDist, Is.Empty);
            Assert.That(packages[Old].RequiresPython, Is.Empty);
            Assert.That(packages[Old].Description, Is.Empty);
        });
    }

    [Test]
    public async Task The_simple_page_decides_which_files_there_are_and_what_digest_they_have()
    {
        host.Upstream.Map("/simple/demo/", UpstreamIndex.Page("demo", [New])).Map("/pypi/demo/json", FakeAnswer.Ok(Document(sha256: new string('e', 64)), "application/json"));
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo"] });

        await host.SyncedAsync(repository);

        var packages = await host.PackagesAsync(repository);
        Assert.That(packages.Keys, Is.EqualTo(new[] { New }));
        Assert.That(packages[New].Sha256, Is.EqualTo(UpstreamIndex.DigestOf(New)));
        Assert.That(packages[New].Size, Is.Zero, "the API speaks of other bytes");
    }

    [TestCase(404, "text/plain")]
    [TestCase(200, "text/html")]
    [TestCase(500, "text/plain")]
    public async Task An_index_without_the_API_is_asked_for_it_once(int status, string contentType)
    {
        var answer = new FakeAnswer { Status = status, ContentType = contentType, Body = "{}"u8.ToArray() };
        foreach (var name in (string[])["demo", "other", "third"])
            host.Upstream.Map($"/simple/{name}/", UpstreamIndex.Page(name, [$"{name}-1.0-py3-none-any.whl"])).Map($"/pypi/{name}/json", answer);
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo", "other", "third"] });

        var result = await host.SyncedAsync(repository);

        Assert.That(result.GetProperty("added").GetInt64(), Is.EqualTo(3));
        Assert.That(host.Upstream.Requests.Count(request => request.Path.StartsWith("/pypi/", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task An_unchanged_project_costs_one_conditional_request_and_none_to_the_API()
    {
        host.Upstream.Map("/pypi/demo/json", FakeAnswer.Ok(Document(), "application/json"));
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo"], Url = host.Upstream.Url + "simple/" });
        await host.SyncedAsync(repository);
        var before = host.Upstream.Requests.Count;

        var second = await host.SyncedAsync(repository);

        Assert.That(second.GetProperty("kept").GetInt64(), Is.EqualTo(2));
        Assert.That(host.Upstream.Requests.Skip(before).Select(request => request.Path), Is.EqualTo(new[] { "/simple/demo/" }));
    }

    [Test]
    public async Task A_project_whose_metadata_cannot_be_used_is_taken_without_and_counted()
    {
        host.Upstream.Map("/pypi/demo/json", FakeAnswer.Ok(Document(), "application/json"))
            .Map("/simple/other/", UpstreamIndex.Page("other", ["other-1.0.tar.gz"]))
            .Map("/pypi/other/json", FakeAnswer.Ok("{\"info\": ", "application/json"));
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo", "other"] });

        var result = await host.SyncedAsync(repository);

        Assert.That(result.GetProperty("added").GetInt64(), Is.EqualTo(3));
        Assert.That(result.GetProperty("skipped").GetProperty("metadata could not be read").GetProperty("count").GetInt64(), Is.EqualTo(1));
    }

    private static string Document(string? sha256 = null) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["info"] = new Dictionary<string, object?>
        {
            ["name"] = "Demo",
            ["version"] = "2.0",
            ["summary"] = "A demo",
            ["author"] = "Ann",
            ["description"] = "Long",
            ["requires_python"] = ">=3.9",
            ["requires_dist"] = new[] { "needed>=1" },
            ["classifiers"] = new[] { "Topic :: Software Development" },
            ["project_urls"] = new Dictionary<string, string> { ["Homepage"] = "https://demo.example/" },
        },
        ["releases"] = new Dictionary<string, object>
        {
            ["1.0"] = new[] { FileOf(Old) },
            ["2.0"] = new[] { FileOf(New, sha256, ">=3.9") },
            ["3.0"] = new[] { FileOf("demo-3.0-py3-none-any.whl") },
        },
        ["urls"] = new[] { FileOf(New, sha256, ">=3.9") },
        ["last_serial"] = 7,
    });

    private static Dictionary<string, object?> FileOf(string name, string? sha256 = null, string? requiresPython = null) => new()
    {
        ["filename"] = name,
        ["url"] = $"https://files.example/{name}",
        ["digests"] = new Dictionary<string, string> { ["sha256"] = sha256 ?? UpstreamIndex.DigestOf(name) },
        ["size"] = 2048,
        ["upload_time_iso_8601"] = "2024-05-01T10:00:00.000000Z",
        ["requires_python"] = requiresPython,
    };
}
