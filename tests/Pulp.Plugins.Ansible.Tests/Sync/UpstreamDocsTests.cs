using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Remotes;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Ansible.Tests.Sync;

/// <summary>The documentation of collections whose archives a mirror does not have yet.</summary>
[TestFixture]
public sealed class UpstreamDocsTests : GalaxyTest
{
    private const string Version = "collections/acme/tools/versions/1.0.0/";
    private const string UpstreamDocs = $"/api/v3/{Version}docs-blob/";
    private readonly CollectionBuilder builder = new CollectionBuilder("acme", "tools").WithModule("hello");
    private FakeUpstream upstream = null!;
    private PlayedGalaxy galaxy = null!;
    private string name = "";

    private string Docs => ContentOf(name) + "collections/index/acme/tools/versions/1.0.0/docs-blob/";

    private string File => ContentOf(name) + $"collections/artifacts/{builder.FileName}";

    private string FileUpstream => $"/files/{builder.FileName}";

    [SetUp]
    public async Task StartUpstream()
    {
        name = $"docs{Guid.NewGuid():N}";
        upstream = await FakeUpstream.StartAsync();

        // Each test has an archive of its own: what is known of one stays known.
        galaxy = new PlayedGalaxy(upstream).Add("acme.tools", "1.0.0", version => version with { Bytes = builder.With("salt.txt", name).Build() }).Play();
    }

    [TearDown]
    public async Task StopUpstream() => await upstream.DisposeAsync();

    [TestCase(DownloadPolicy.OnDemand)]
    [TestCase(DownloadPolicy.Streamed)]
    public async Task It_comes_from_upstream_at_the_first_question_however_many_ask_and_the_archive_stays_where_it_is(DownloadPolicy policy)
    {
        galaxy.Map(UpstreamDocs, Tell("upstream's"));
        await MirrorAsync(policy);
        Assert.That(upstream.CountOf(UpstreamDocs), Is.Zero, "A sync does not ask for it.");

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ReadAsync()));
        await upstream.DisposeAsync();
        var later = await ReadAsync();

        Assert.That(answers.Append(later), Has.All.EqualTo("upstream's"));
        Assert.That((upstream.CountOf(UpstreamDocs), upstream.CountOf(FileUpstream)), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task REST_shows_it_too_once_it_is_here()
    {
        galaxy.Map(UpstreamDocs, Tell("upstream's"));
        await MirrorAsync();
        Assert.That((await RestAsync()).ValueKind, Is.EqualTo(JsonValueKind.Null));

        await ReadAsync();

        Assert.That(ReadmeOf(await RestAsync()), Is.EqualTo("upstream's"));
    }

    [Test]
    public async Task Once_the_archive_is_here_its_own_documentation_is_given()
    {
        galaxy.Map(UpstreamDocs, Tell("upstream's"));
        await MirrorAsync();
        await ReadAsync();

        using (var file = await Host.GetAsync(File))
            Assert.That(file.StatusCode, Is.EqualTo(HttpStatusCode.OK));

        Assert.That(await ReadAsync(), Does.Contain("Tools").And.Not.Contain("upstream's"));
    }

    [TestCase("""{"docs_blob": {}}""")]
    [TestCase("""{"docs_blob": null}""")]
    [TestCase("""{"docs_blob": "text"}""")]
    [TestCase("""[1]""")]
    [TestCase("""{"docs_blob": {"a": """)]
    [TestCase("<html>")]
    [TestCase(null)]
    public async Task What_upstream_does_not_tell_is_read_from_the_archive(string? answer)
    {
        if (answer is not null)
            upstream.Map(UpstreamDocs, FakeAnswer.Ok(answer, "application/json"));
        await MirrorAsync();

        Assert.That(await ReadAsync(), Does.Contain("Tools"));
        Assert.That(await ReadAsync(), Does.Contain("Tools"));
        Assert.That((upstream.CountOf(UpstreamDocs), upstream.CountOf(FileUpstream)), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task The_documentation_of_another_archive_of_the_same_version_is_not_taken()
    {
        await MirrorAsync();
        galaxy.Remove("acme.tools", "1.0.0").Add("acme.tools", "1.0.0").Play().Map(UpstreamDocs, Tell("another's"));
        upstream.Map(FileUpstream, FakeAnswer.Ok(builder.Build()));

        Assert.That(await ReadAsync(), Does.Contain("Tools"));
    }

    [Test]
    public async Task An_upstream_that_is_down_is_said_to_be()
    {
        await MirrorAsync();
        await upstream.DisposeAsync();

        using var answer = await Host.GetAsync(Docs);

        Assert.That((int)answer.StatusCode, Is.EqualTo(502));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Upstream does not tell the documentation"));
    }

    [Test]
    public async Task An_upstream_that_asks_to_wait_for_the_archive_is_heard_by_the_client()
    {
        await MirrorAsync();
        upstream.Map(FileUpstream, FakeAnswer.Of(429, "Retry-After", "30"));

        using var answer = await Host.GetAsync(File);

        Assert.That(((int)answer.StatusCode, answer.Headers.RetryAfter?.Delta), Is.EqualTo((429, TimeSpan.FromSeconds(30))));
    }

    [Test]
    public async Task Who_may_not_download_has_nothing_fetched()
    {
        galaxy.Map(UpstreamDocs, Tell("upstream's"));
        await MirrorAsync();
        var options = Host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<AnsibleOptions>>().Value;
        options.AnonymousDownload = false;
        try
        {
            await AssertAsync(await Host.GetAsync(Docs), 401);
        }
        finally
        {
            options.AnonymousDownload = true;
        }

        Assert.That(upstream.CountOf(UpstreamDocs), Is.Zero);
    }

    private static JsonObject Tell(string readme) => new() { ["docs_blob"] = new JsonObject { ["collection_readme"] = new JsonObject { ["name"] = "README.md", ["html"] = readme } } };

    private static string ReadmeOf(JsonElement docs) => docs.GetProperty("collection_readme").GetProperty("html").GetString()!;

    private async Task MirrorAsync(DownloadPolicy policy = DownloadPolicy.OnDemand)
    {
        var remote = await Host.CreateAsync(new CollectionRemote { Name = name, Url = upstream.Url.AbsoluteUri, Policy = policy, MaxRetries = 0 });
        var repository = await Host.CreateRepositoryAsync(name);
        await Host.Services.GetRequiredService<PulpInstance>().SyncAsync(repository, remote);
    }

    private async Task<string> ReadAsync() => ReadmeOf((await Host.GetJsonAsync(Docs)).GetProperty("docs_blob"));

    private async Task<JsonElement> RestAsync() =>
        (await Host.GetJsonAsync($"/pulp/api/v3/content/ansible/collection_versions/?fields=docs_blob&sha256={galaxy.Versions[0].Sha256}", "admin")).GetProperty("results")[0].GetProperty("docs_blob");
}
