using System.Text.Json.Nodes;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Remotes;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Ansible.Tests.Sync;

/// <summary>What a Galaxy server may do to a sync.</summary>
[TestFixture]
internal sealed class HostileGalaxyTests : SyncTest
{
    private const string Token = "c4n4ry";
    private FakeUpstream other = null!;

    [SetUp]
    public async Task StartOther() => other = await FakeUpstream.StartAsync();

    [TearDown]
    public async Task StopOther() => await other.DisposeAsync();

    [TestCase("{\"available_versions\":{\"v9\":\"v9/\"}}", "offers neither API v3 nor v2, but: v9")]
    [TestCase("{\"available_versions\":{\"v3\":\"https://evil.example/v3/\"}}", "offers neither API v3 nor v2")]
    [TestCase("{\"available_versions\":{\"v3\":3}}", "offers neither API v3 nor v2")]
    [TestCase("{\"available_versions\":[]}", "There is no Galaxy server")]
    [TestCase("<html>welcome</html>", "There is no Galaxy server")]
    [TestCase("[]", "There is no Galaxy server")]
    [TestCase("{\"available_versions\":", "There is no Galaxy server")]
    public async Task A_server_whose_API_is_not_known_fails_the_sync_and_says_so(string discovery, string message)
    {
        Host.Upstream.Map("/api/", FakeAnswer.Ok(discovery, "application/json"));
        var repository = await Host.CreateAsync();

        Assert.That(await Host.FailedAsync(repository), Does.Contain(message));
    }

    [TestCase("loop", "does not end")]
    [TestCase("other host", "goes on at another server")]
    [TestCase("other scheme", "goes on at another server")]
    [TestCase("endless", "does not end")]
    [TestCase("missing", "is cut off")]
    public async Task Pages_that_do_not_end_or_lead_away_fail_the_sync_and_the_token_stays_here(string kind, string message)
    {
        Galaxy.HasLists = false;
        Galaxy.Play();
        var next = kind switch
        {
            "loop" => "/api/v3/collections/?limit=100",
            "other host" => other.UrlOf("/api/v3/collections/?limit=100&offset=100").AbsoluteUri,
            "other scheme" => "file:///etc/passwd",
            "missing" => "/gone/",
            _ => "",
        };
        if (kind == "endless")
            Host.Upstream.Map("/api/v3/collections/", [.. Enumerable.Range(0, 10_100).Select(page => FakeAnswer.Ok(Galaxy.Page([], $"/api/v3/collections/?offset={page}").ToJsonString()))]);
        else
            Galaxy.Map("/api/v3/collections/", Galaxy.Page([], next));
        var repository = await Host.CreateAsync(remote => remote with { Token = Token });

        Assert.That(await Host.FailedAsync(repository), Does.Contain(message).And.Not.Contain(Token));
        Assert.That(other.Requests, Is.Empty);
    }

    [Test]
    public async Task A_file_on_another_host_is_fetched_without_the_token()
    {
        Galaxy.Add("acme.tools", "1.0.0", version => version with { DownloadUrl = other.UrlOf("/blob").AbsoluteUri }).Play();
        other.Map("/blob", FakeAnswer.Ok(Galaxy.Versions[0].File));
        var repository = await Host.CreateAsync(remote => remote with { Token = Token, Username = "u", Password = Token, Policy = DownloadPolicy.Immediate });

        await Host.SyncedAsync(repository);

        Assert.That(Host.Upstream.Requests.Select(request => request["Authorization"]), Is.All.EqualTo("Token " + Token));
        Assert.That(other.Requests.Single().Everything(), Does.Not.Contain(Token).And.Not.Contain("Authorization"));
    }

    private static IEnumerable<TestCaseData> BrokenVersions()
    {
        yield return Of("no address", item => item["download_url"] = "file:///etc/passwd");
        yield return Of("another's name", item => item["name"] = "Tools!");
        yield return Of("no version", item => item["version"] = "v1");
        yield return Of("build metadata", item => item["version"] = "1.0.0+build");
        yield return Of("no text", item => item["version"] = 1);
        yield return Of("namespace", item => item["namespace"] = new JsonObject { ["name"] = "../x" });

        static TestCaseData Of(string name, Action<JsonObject> damage) => new TestCaseData(damage).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(BrokenVersions))]
    public async Task A_broken_item_of_the_list_of_all_versions_is_reported_and_does_not_sink_the_rest(Action<JsonObject> damage)
    {
        Galaxy.Add("acme.tools", "1.0.0").Add("acme.base", "1.0.0").Play();
        var list = new JsonArray([.. Galaxy.Versions.Select(version => (JsonNode)version.Write(isV3: true, Host.Upstream.UrlOf("/files/" + version.FileName).AbsoluteUri))]);
        damage(list[0]!.AsObject());
        Galaxy.Map("/api/v3/collection_versions/all/", list);
        var repository = await Host.CreateAsync();

        var counts = await Host.SyncedAsync(repository);

        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.base-1.0.0"));
        Assert.That(counts.GetProperty("skipped").GetProperty("version cannot be used").GetProperty("count").GetInt64(), Is.EqualTo(1));
        Assert.That(await Host.FailedAsync(repository, new { on_broken = "fail", optimize = false }), Does.Contain("version cannot be used"));
    }

    private static IEnumerable<TestCaseData> BrokenDetails()
    {
        yield return new TestCaseData("/api/v3/collections/acme/tools/versions/2.0.0/", FakeAnswer.Of(404)).SetArgDisplayNames("detail is missing");
        yield return new TestCaseData("/api/v3/collections/acme/tools/versions/2.0.0/", FakeAnswer.Of(500)).SetArgDisplayNames("detail fails");
        yield return new TestCaseData("/api/v3/collections/acme/tools/versions/2.0.0/", FakeAnswer.Ok("<html>")).SetArgDisplayNames("detail is HTML");
        yield return new TestCaseData("/api/v3/collections/acme/tools/versions/2.0.0/", FakeAnswer.Ok("{}")).SetArgDisplayNames("detail is empty");
        yield return new TestCaseData("/api/v3/collections/acme/tools/versions/2.0.0/", FakeAnswer.Ok(new GalaxyVersion("acme", "base", "1.0.0").Write(true, "/x").ToJsonString())).SetArgDisplayNames("detail of another");
        yield return new TestCaseData("/api/v3/collections/acme/tools/", FakeAnswer.Of(404)).SetArgDisplayNames("collection is missing");
        yield return new TestCaseData("/api/v3/collections/acme/tools/", FakeAnswer.Of(500)).SetArgDisplayNames("collection fails");
    }

    [TestCaseSource(nameof(BrokenDetails))]
    public async Task A_collection_that_is_listed_and_not_there_is_reported_and_what_a_mirror_has_of_it_stays(string path, FakeAnswer answer)
    {
        Galaxy.HasLists = false;
        Galaxy.Add("acme.tools", "1.0.0").Add("acme.base", "1.0.0").Play();
        var repository = await Host.CreateAsync();
        await Host.SyncedAsync(repository, mirror: true);
        Galaxy.Add("acme.tools", "2.0.0").Play();
        Host.Upstream.Map(path, answer);

        var counts = await Host.SyncedAsync(repository, mirror: true);

        Assert.That(counts.GetProperty("skipped").EnumerateObject().Sum(reason => reason.Value.GetProperty("count").GetInt64()), Is.EqualTo(1));
        Assert.That(await Host.VersionsAsync(repository), Does.StartWith("acme.base-1.0.0 acme.tools-1.0.0"));
        Assert.That(await Host.FailedAsync(repository, new { on_broken = "fail" }), Does.Contain("acme.tools"));
    }

    [Test]
    public async Task Versions_listed_twice_or_that_are_none_are_left_out_and_counted([Values] bool hasLists)
    {
        Galaxy.HasLists = hasLists;
        Galaxy.Add("acme.tools", "1.0.0").Add("acme.tools", "1.0.0", version => version with { Bytes = [1] }).Add("acme.tools", "one").Play();
        var repository = await Host.CreateAsync();

        var counts = await Host.SyncedAsync(repository);

        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.tools-1.0.0"));
        Assert.That(counts.GetProperty("skipped").EnumerateObject().Sum(reason => reason.Value.GetProperty("count").GetInt64()), Is.EqualTo(2));
    }

    private static IEnumerable<TestCaseData> OtherFiles()
    {
        yield return new TestCaseData(Tarballs.Of("acme", "other", "1.0.0")).SetArgDisplayNames("another collection");
        yield return new TestCaseData(Tarballs.Of("acme", "tools", "1.0.1")).SetArgDisplayNames("another version");
        yield return new TestCaseData(Tarballs.With("README.md", "x")).SetArgDisplayNames("no manifest");
        yield return new TestCaseData(Tarballs.With("MANIFEST.json", "{")).SetArgDisplayNames("no JSON");
        yield return new TestCaseData(new byte[] { 1, 2, 3 }).SetArgDisplayNames("no archive");
    }

    [TestCaseSource(nameof(OtherFiles))]
    public async Task A_file_that_holds_another_collection_than_upstream_says_is_not_taken(byte[] file)
    {
        Galaxy.Add("acme.tools", "1.0.0", version => version with { Bytes = file }).Add("acme.base", "1.0.0").Play();
        var repository = await Host.CreateAsync(remote => remote with { Policy = DownloadPolicy.Immediate });

        var counts = await Host.SyncedAsync(repository);

        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.base-1.0.0"));
        Assert.That(counts.GetProperty("skipped").GetProperty("file is not what was promised").GetProperty("count").GetInt64(), Is.EqualTo(1));
    }

    [TestCase("wrong")]
    [TestCase("gone")]
    public async Task A_file_that_is_not_what_was_promised_does_not_sink_the_rest_and_is_tried_again(string fault)
    {
        Galaxy.Add("acme.tools", "1.0.0", version => version with { Signatures = [MadeSignatures.Of()] }).Add("acme.base", "1.0.0").Play();
        Host.Upstream.Map("/files/acme-tools-1.0.0.tar.gz", fault == "gone" ? FakeAnswer.Of(404) : FakeAnswer.Ok(Galaxy.Versions[0].File) with { FlipBitAt = 12 }, FakeAnswer.Ok(Galaxy.Versions[0].File));
        var repository = await Host.CreateAsync(remote => remote with { Policy = DownloadPolicy.Immediate });

        var counts = await Host.SyncedAsync(repository);

        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.base-1.0.0"));
        Assert.That(await Host.UnitsAsync<CollectionVersionSignature>(repository), Is.Empty);
        Assert.That(counts.GetProperty("skipped").GetProperty("file could not be had").GetProperty("count").GetInt64(), Is.EqualTo(1));
        var second = await Host.SyncedAsync(repository);
        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.base-1.0.0 acme.tools-1.0.0"), second.ToString());
    }

    [TestCase("[1,2", "is no list")]
    [TestCase("{}", "is no list")]
    [TestCase("[{\"name\":", "is no list")]
    public async Task A_list_of_everything_that_is_none_fails_the_sync(string list, string message)
    {
        Galaxy.Add("acme.tools", "1.0.0").Play();
        Host.Upstream.Map("/api/v3/collection_versions/all/", FakeAnswer.Ok(list, "application/json"));
        var repository = await Host.CreateAsync();

        Assert.That(await Host.FailedAsync(repository), Does.Contain(message));
    }

    private static IEnumerable<TestCaseData> BadTokenServers()
    {
        yield return new TestCaseData(FakeAnswer.Ok("<html>log in</html>", "text/html")).SetArgDisplayNames("HTML");
        yield return new TestCaseData(FakeAnswer.Redirect("http://evil.example/")).SetArgDisplayNames("other host");
        yield return new TestCaseData(FakeAnswer.Of(400)).SetArgDisplayNames("expired token");
    }

    [TestCaseSource(nameof(BadTokenServers))]
    public async Task A_token_server_that_gives_no_token_fails_the_sync_and_no_secret_is_told(FakeAnswer answer)
    {
        Galaxy.Add("acme.tools", "1.0.0").Play();
        other.Map("/token", answer);
        var repository = await Host.CreateAsync(remote => remote with { Token = Token, AuthUrl = other.UrlOf("/token").AbsoluteUri });

        Assert.That(await Host.FailedAsync(repository), Does.Not.Contain(Token));
        Assert.That(Host.Upstream.Requests, Is.Empty);
    }
}
