using System.Net.Http.Json;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Conformance;

/// <summary>A digest is looked at before a path or an address is made of it, wherever a client may put one.</summary>
[TestFixture]
public sealed class DigestConformanceTests : RegistryTest
{
    private const string Hex = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    [TestCase("sha256:../../x")]
    [TestCase("sha256:" + Hex + "/../" + Hex)]
    [TestCase("sha256:abc")]
    [TestCase("sha256:" + Hex + "a")]
    [TestCase("sha256:AAAAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [TestCase("md5:d41d8cd98f00b204e9800998ecf8427e")]
    [TestCase("sha256:\0" + Hex)]
    [TestCase("sha256:")]
    public async Task A_malformed_digest_is_refused_wherever_it_stands(string digest)
    {
        const string Name = "conformance/digests";
        await PushImageAsync(Name, "latest", "digests");
        var location = await new BlobPush(Host, Name).BeginAsync("sha256");
        var escaped = Uri.EscapeDataString(digest);
        var asked = new List<(HttpMethod Method, string Path)>
        {
            (HttpMethod.Post, $"v2/{Name}/blobs/uploads/?digest={escaped}"),
            (HttpMethod.Post, $"v2/{Name}/blobs/uploads/?mount={escaped}&from={Name}"),
            (HttpMethod.Put, $"{location}?digest={escaped}"),
        };
        // A NUL in a path is refused before anything looks at it.
        if (!digest.Contains('\0', StringComparison.Ordinal))
        {
            asked.AddRange(new[] { HttpMethod.Get, HttpMethod.Head, HttpMethod.Delete }.Select(method => (method, $"v2/{Name}/blobs/{escaped}")));
            asked.AddRange(new[] { HttpMethod.Get, HttpMethod.Head, HttpMethod.Put, HttpMethod.Delete }.Select(method => (method, $"v2/{Name}/manifests/{escaped}")));
            asked.Add((HttpMethod.Get, $"v2/{Name}/referrers/{escaped}"));
            asked.Add((HttpMethod.Get, $"extensions/v2/{Name}/signatures/{escaped}"));
            asked.Add((HttpMethod.Put, $"extensions/v2/{Name}/signatures/{escaped}"));
        }

        foreach (var (method, path) in asked)
        {
            using var content = method == HttpMethod.Put ? JsonContent.Create(new { }) : null;
            using var answer = await Host.SendAsync(method, path, content);
            Assert.That((int)answer.StatusCode, Is.EqualTo(400), $"{method} {path}");
            if (method != HttpMethod.Head)
                Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("DIGEST_INVALID"), $"{method} {path}");
        }

        await AssertAsync(await Host.SendAsync(HttpMethod.Get, location), 204);
        Assert.That((await Host.LatestAsync(Name))!.Summary.Present["container.manifest"], Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_attached_to_a_digest_nobody_knows_is_an_empty_list_also_under_a_name_nobody_knows()
    {
        await PushImageAsync("conformance/known", "latest", "known");
        foreach (var name in new[] { "conformance/known", "conformance/never" })
        {
            var found = await Host.GetJsonAsync($"v2/{name}/referrers/sha256:{Hex}");
            Assert.That(found.GetProperty("manifests").GetArrayLength(), Is.Zero);
        }
    }
}
