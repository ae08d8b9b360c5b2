using Pulp.Plugins.Container.Tests.Support;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Container.Tests.PullThrough;

[TestFixture]
public sealed class FreshnessTests : CacheTest
{
    [Test]
    public async Task A_tag_that_did_not_move_costs_one_head_request_for_each_pull()
    {
        var manifest = Registry.PutImage("latest", "same", "s1");
        for (var i = 0; i < 3; i++)
            Assert.That(await PullAsync("manifests/latest"), Is.EqualTo(manifest));
        Assert.That(Registry.Count("HEAD", "manifests/latest"), Is.EqualTo(3));
        Assert.That(Registry.Count("GET", $"manifests/{Images.DigestOf(manifest)}"), Is.EqualTo(1));
        Assert.That(Registry.Count("GET", "manifests/latest"), Is.Zero);
        Assert.That((await Host.LatestAsync(Name))!.Number, Is.EqualTo(1));
    }

    [Test]
    public async Task A_tag_that_moved_is_followed()
    {
        Registry.PutImage("latest", "old", "o1");
        await PullAsync("manifests/latest");
        var manifest = Registry.PutImage("latest", "new", "o1", "o2");
        Assert.That(await PullAsync("manifests/latest"), Is.EqualTo(manifest));
    }

    [Test]
    public async Task A_name_that_is_excluded_later_serves_what_is_here_and_nothing_new()
    {
        var manifest = Registry.PutImage("latest", "excluded", "x1");
        await PullAsync("manifests/latest");
        using var patch = await Host.SendAsync(
            HttpMethod.Patch, $"pulp/api/v3/remotes/container/pull-through/{Remote.Id}/", Json("""{"excludes":["team/*"]}"""u8.ToArray(), "application/json"));
        Assert.That(patch.IsSuccessStatusCode, Is.True);
        Registry.PutImage("latest", "excluded later", "x2");
        Registry.PutImage("other", "excluded other", "x3");
        Assert.That(await PullAsync("manifests/latest"), Is.EqualTo(manifest));
        await RefuseAsync("manifests/other", 404, "MANIFEST_UNKNOWN");
    }

    [Test]
    public async Task A_tag_that_moved_to_a_known_manifest_fetches_none()
    {
        Registry.PutImage("1", "one", "k1");
        var second = Registry.PutImage("2", "two", "k2");
        await PullAsync("manifests/1");
        await PullAsync("manifests/2");
        Registry.Put("1", second);
        Assert.That(await PullAsync("manifests/1"), Is.EqualTo(second));
        Assert.That(Registry.Count("GET", $"manifests/{Images.DigestOf(second)}"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_digest_that_is_here_costs_no_request()
    {
        var manifest = Registry.PutImage("latest", "here", "e1");
        await PullAsync("manifests/latest");
        var before = Upstream.Requests.Count;
        await PullAsync($"manifests/{Images.DigestOf(manifest)}");
        Assert.That(Upstream.Requests, Has.Count.EqualTo(before));
    }

    [TestCase(404)]
    [TestCase(429)]
    [TestCase(500)]
    [TestCase(401)]
    public async Task What_is_here_is_served_whatever_upstream_answers(int status)
    {
        var manifest = Registry.PutImage("latest", $"served {status}", "v1");
        await PullAsync("manifests/latest");
        Upstream.Map(Registry.PathOf("manifests/latest"), FakeAnswer.Of(status));
        Assert.That(await PullAsync("manifests/latest"), Is.EqualTo(manifest));
    }

    [TestCase(404, 404, "MANIFEST_UNKNOWN")]
    [TestCase(500, 502, "UNAVAILABLE")]
    [TestCase(401, 502, "UNAVAILABLE")]
    [TestCase(403, 502, "UNAVAILABLE")]
    public async Task What_upstream_answers_is_passed_on_when_nothing_is_here(int status, int expected, string code)
    {
        Upstream.Map(Registry.PathOf("manifests/latest"), FakeAnswer.Of(status));
        await RefuseAsync("manifests/latest", expected, code);
    }

    [Test]
    public async Task A_rate_limit_that_is_used_up_is_passed_on_with_the_time_to_wait()
    {
        Upstream.Map(Registry.PathOf("manifests/latest"), FakeAnswer.Of(429, "Retry-After", "30"));
        using var answer = await Host.GetAsync($"v2/{Name}/manifests/latest", "admin");
        await AssertAsync(answer, 429, "TOOMANYREQUESTS");
        Assert.That(answer.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public async Task An_upstream_that_cannot_be_reached_is_a_gateway_timeout()
    {
        await Upstream.DisposeAsync();
        await RefuseAsync("manifests/latest", 504, "UNAVAILABLE");
    }

    [Test]
    public async Task An_upstream_that_takes_too_long_is_a_gateway_timeout()
    {
        await CreateCacheAsync(remote => remote with { TotalTimeout = 0.2 });
        Upstream.Map(Registry.PathOf("manifests/latest"), new FakeAnswer { Gate = new TaskCompletionSource().Task });
        await RefuseAsync("manifests/latest", 504, "UNAVAILABLE");
    }

    [Test]
    public async Task The_remotes_show_what_upstream_still_takes()
    {
        var manifest = Registry.PutImage("latest", "limit", "l1");
        Upstream.Map(Registry.PathOf("manifests/latest"), FakeRegistry.Manifest(manifest) with
        {
            Headers = [new("Docker-Content-Digest", Images.DigestOf(manifest)), new("RateLimit-Limit", "100;w=21600"), new("RateLimit-Remaining", "76;w=21600")],
        });
        var path = $"pulp/api/v3/remotes/container/pull-through/{Remote.Id}/";
        Assert.That((await Host.GetJsonAsync(path)).GetProperty("upstream_rate_limit").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
        var before = (await Host.GetJsonAsync(path)).GetProperty("pulp_last_updated").GetString();

        await PullAsync("manifests/latest");

        var shown = await Host.GetJsonAsync(path);
        Assert.That(shown.GetProperty("upstream_rate_limit").GetProperty("limit").GetInt64(), Is.EqualTo(100));
        Assert.That(shown.GetProperty("upstream_rate_limit").GetProperty("remaining").GetInt64(), Is.EqualTo(76));
        Assert.That(shown.GetProperty("upstream_rate_limit").GetProperty("window").GetInt64(), Is.EqualTo(21600));
        Assert.That(shown.GetProperty("pulp_last_updated").GetString(), Is.EqualTo(before));
        var made = (await Host.GetJsonAsync($"pulp/api/v3/remotes/container/container/?name={Name}")).GetProperty("results")[0];
        Assert.That(made.GetProperty("upstream_rate_limit").GetProperty("remaining").GetInt64(), Is.EqualTo(76));
    }
}
