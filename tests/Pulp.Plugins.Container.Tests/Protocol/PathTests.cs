using System.Text.Json;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Protocol;

[TestFixture]
public sealed class PathTests : RegistryTest
{
    private const string Digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string Long = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    [TestCase("POST", "/v2/", "GET, HEAD")]
    [TestCase("DELETE", "/v2/", "GET, HEAD")]
    [TestCase("OPTIONS", "/v2/", "GET, HEAD")]
    [TestCase("TRACE", "/v2/", "GET, HEAD")]
    [TestCase("BREW", "/v2/", "GET, HEAD")]
    [TestCase("PUT", "/v2/_catalog", "GET, HEAD")]
    [TestCase("DELETE", "/token/", "GET, POST, HEAD")]
    [TestCase("POST", "/v2/path/app/tags/list", "GET, HEAD")]
    [TestCase("POST", "/v2/path/app/manifests/latest", "GET, HEAD, PUT, DELETE")]
    [TestCase("PATCH", "/v2/path/app/manifests/latest", "GET, HEAD, PUT, DELETE")]
    [TestCase("PUT", "/v2/path/app/blobs/" + Digest, "GET, HEAD, DELETE")]
    [TestCase("POST", "/v2/path/app/blobs/" + Digest, "GET, HEAD, DELETE")]
    [TestCase("DELETE", "/v2/path/app/referrers/" + Digest, "GET, HEAD")]
    [TestCase("GET", "/v2/path/app/blobs/uploads/", "POST")]
    [TestCase("DELETE", "/v2/path/app/blobs/uploads/", "POST")]
    [TestCase("POST", "/v2/path/app/blobs/uploads/3f2504e0-4f89-41d3-9a0c-0305e82c3301", "GET, HEAD, PATCH, PUT, DELETE")]
    [TestCase("BREW", "/v2/path/none/tags/list", "GET, HEAD")]
    public async Task A_wrong_method_is_told_the_right_ones(string method, string target, string allow)
    {
        await PushImageAsync("path/app", "latest", "paths");
        foreach (var isAdmin in new[] { true, false })
        {
            var answer = await Host.SendRawAsync(method, target, isAdmin);
            Assert.That((answer.Status, CodeOf(answer)), Is.EqualTo((405, "UNSUPPORTED")), answer.Body);
            Assert.That(answer.Head, Does.Contain($"\r\nAllow: {allow}\r\n"));
        }
    }

    [TestCase("/v2/UPPER/", 400)]
    [TestCase("/v2/path/App/", 400)]
    [TestCase("/v2/_catalog/", 400)]
    [TestCase("/v2/%C3%A4/", 400)]
    [TestCase("/v2/a%20b/", 400)]
    [TestCase("/v2/a%2Fb/", 400)]
    [TestCase("/v2/a%2f..%2f..%2fetc/", 400)]
    [TestCase("/v2/a%5c..%5cb/", 400)]
    [TestCase("/v2/a\\b/", 400)]
    [TestCase("/v2/a;b/", 400)]
    [TestCase("/v2/a..b/", 400)]
    [TestCase("/v2/..;/b/", 400)]
    [TestCase("/v2/%c0%ae%c0%ae/b/", 400)]
    [TestCase("/v2/a%0d%0aSet-Cookie:%20x=y/", 400)]
    [TestCase("/v2/a%7f/", 400)]
    [TestCase("/v2/-a/", 400)]
    [TestCase("/v2/a-/", 400)]
    [TestCase("/v2/a___b/", 400)]
    [TestCase("/v2/" + Long + "/" + Long + "/", 400)]
    [TestCase("/v2/a//b/", 404)]
    [TestCase("/v2//a/", 404)]
    [TestCase("/v2//", 404)]
    [TestCase("/v2/", 404)]
    public async Task A_name_that_cannot_be_takes_and_has_nothing(string prefix, int status)
    {
        foreach (var (method, rest) in new[] { ("POST", "blobs/uploads/"), ("PUT", "manifests/latest"), ("PUT", "blobs/uploads/3f2504e0-4f89-41d3-9a0c-0305e82c3301") })
        {
            var answer = await Host.SendRawAsync(method, prefix + rest);
            Assert.That((answer.Status, CodeOf(answer)), Is.EqualTo((status, status == 400 ? "NAME_INVALID" : "NAME_UNKNOWN")), answer.Body);
        }

        foreach (var rest in new[] { "tags/list", "manifests/latest", $"blobs/{Digest}", $"referrers/{Digest}" })
        {
            var answer = await Host.SendRawAsync("GET", prefix + rest);
            Assert.That((answer.Status, CodeOf(answer)), Is.AnyOf((404, "NAME_UNKNOWN"), (400, "NAME_INVALID")), answer.Body);
            Assert.That(answer.Head, Does.Not.Contain("Set-Cookie"));
        }

        using var catalog = await Host.GetAsync("v2/_catalog", "admin");
        Assert.That(await catalog.Content.ReadAsStringAsync(), Does.Not.Match("a[;. -]|UPPER|App"));
    }

    [TestCase("/v2/path/dots/../app/manifests/latest", 200)]
    [TestCase("/v2/path/dots/%2e%2e/app/manifests/latest", 200)]
    [TestCase("/v2/path/app/manifests/..", 404)]
    [TestCase("/v2/path/app/manifests/%2e%2e", 404)]
    [TestCase("/v2/path/app/manifests/", 404)]
    [TestCase("/v2/path/app/manifests/a/b", 404)]
    [TestCase("/v2/path/app/manifests/latest/", 404)]
    [TestCase("/v2/path/app//manifests/latest", 404)]
    [TestCase("/v2/path/app/manifests//latest", 404)]
    [TestCase("/v2/path%2Fapp/manifests/latest", 404)]
    [TestCase("/v2/path/app/manifests%2Flatest", 404)]
    [TestCase("/v2/path/app/manifests/latest%00", 400)]
    [TestCase("/v2/path/app/manifests/%6Catest", 200)]
    [TestCase("/v2/path/app", 404)]
    [TestCase("/v2/path/app/", 404)]
    [TestCase("/v2/path/app/nothing", 404)]
    [TestCase("/v2/manifests/latest", 404)]
    [TestCase("/v2/tags/list", 404)]
    public async Task An_odd_path_leads_to_what_its_plain_form_leads_to_or_nowhere(string target, int status)
    {
        await PushImageAsync("path/app", "latest", "paths");
        Assert.That((await Host.SendRawAsync("GET", target)).Status, Is.EqualTo(status));
    }

    [TestCase("path/manifests/manifests")]
    [TestCase("path/blobs/uploads")]
    [TestCase("path/tags/list")]
    [TestCase("manifests")]
    [TestCase("blobs")]
    [TestCase("referrers/tags")]
    public async Task A_name_may_hold_the_words_of_the_protocol(string name)
    {
        var manifest = await PushImageAsync(name, "latest", name, "layer of " + name);
        using var pulled = await Host.GetAsync($"v2/{name}/manifests/latest");
        Assert.That(await pulled.Content.ReadAsByteArrayAsync(), Is.EqualTo(manifest));
        Assert.That((await Host.GetJsonAsync($"v2/{name}/tags/list", null)).GetProperty("name").GetString(), Is.EqualTo(name));
        await AssertAsync(await Host.GetAsync($"v2/{name}/blobs/{Images.DigestOf(Images.Bytes("layer of " + name))}"), 200);
        await AssertAsync(await Host.GetAsync($"v2/{name}/referrers/{Images.DigestOf(manifest)}"), 200);
    }

    [Test]
    public async Task A_name_of_255_characters_is_pushed_and_pulled()
    {
        var name = $"{Long}/{Long[..126]}";
        Assert.That(name, Has.Length.EqualTo(255));
        await PushImageAsync(name, new string('t', 128), "long");
        await AssertAsync(await Host.GetAsync($"v2/{name}/manifests/{new string('t', 128)}"), 200);
        await AssertAsync(await Host.GetAsync($"v2/{name}/manifests/{new string('t', 129)}"), 404, "MANIFEST_UNKNOWN");
    }

    [Test]
    public async Task An_upload_begins_without_the_slash_too() =>
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, "v2/path/slash/blobs/uploads"), 202);

    private static string? CodeOf((int Status, string Head, string Body) answer)
    {
        Assert.That(answer.Head, Does.Contain("Content-Type: application/json"), answer.Head + answer.Body);
        return JsonDocument.Parse(answer.Body).RootElement.GetProperty("errors")[0].GetProperty("code").GetString();
    }
}
