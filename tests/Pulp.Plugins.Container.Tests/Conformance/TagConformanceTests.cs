using System.Text.Json;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Conformance;

[TestFixture]
public sealed class TagConformanceTests : RegistryTest
{
    // In the order of their bytes: capitals before the underscore before small letters.
    private static readonly string[] Tags = ["0", "1.10", "1.9", "B", "_x", "a", "a-b", "a.b", "aa", "b"];

    private protected override async Task<RegistryHost> StartAsync()
    {
        var host = await base.StartAsync();
        var config = Images.Config(label: "tags");
        var manifest = Images.Image(config, []);
        (await host.SendAsync(HttpMethod.Post, $"v2/conformance/tags/blobs/uploads/?digest={Images.DigestOf(config)}", new ByteArrayContent(config))).EnsureSuccessStatusCode();
        var query = string.Join('&', Tags.Reverse().Select(tag => $"tag={tag}"));
        (await host.SendAsync(HttpMethod.Put, $"v2/conformance/tags/manifests/{Images.DigestOf(manifest)}?{query}", Json(manifest))).EnsureSuccessStatusCode();
        (await host.SendAsync(HttpMethod.Post, $"v2/conformance/none/blobs/uploads/?digest={Images.DigestOf(config)}", new ByteArrayContent(config))).EnsureSuccessStatusCode();
        return host;
    }

    [TestCase("", 0, 10, false)]
    [TestCase("?n=0", 0, 0, false)]
    [TestCase("?n=0&last=a", 0, 0, false)]
    [TestCase("?n=3", 0, 3, true)]
    [TestCase("?n=9", 0, 9, true)]
    [TestCase("?n=10", 0, 10, false)]
    [TestCase("?n=11", 0, 10, false)]
    [TestCase("?n=99999999999999999999", 0, 10, false)]
    [TestCase("?last=a", 6, 4, false)]
    [TestCase("?n=2&last=a", 6, 2, true)]
    [TestCase("?n=4&last=a", 6, 4, false)]
    [TestCase("?n=2&last=a-", 6, 2, true)]
    [TestCase("?last=b", 10, 0, false)]
    [TestCase("?n=5&last=zzz", 10, 0, false)]
    [TestCase("?n=1&last=C", 4, 1, true)]
    [TestCase("?n=1&last=%C3%A4", 10, 0, false)]
    public async Task A_part_of_the_tags_is_listed_in_the_order_of_their_bytes(string query, int start, int count, bool hasNext)
    {
        var (tags, next) = await ListAsync($"v2/conformance/tags/tags/list{query}");
        Assert.That(tags, Is.EqualTo(Tags[start..(start + count)]));
        Assert.That(next is not null, Is.EqualTo(hasNext));
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(5)]
    [TestCase(10)]
    public async Task Links_lead_through_all_tags_once(int size)
    {
        var all = new List<string>();
        for (var path = $"v2/conformance/tags/tags/list?n={size}"; path is not null;)
        {
            (var tags, path) = await ListAsync(path);
            Assert.That(tags, Has.Length.EqualTo(Math.Min(size, Tags.Length - all.Count)));
            all.AddRange(tags);
        }

        Assert.That(all, Is.EqualTo(Tags));
    }

    [TestCase("?n=-1")]
    [TestCase("?n=x")]
    [TestCase("?n=1.5")]
    [TestCase("?n=%2B1")]
    public async Task A_number_of_tags_that_is_none_is_refused(string query) =>
        await AssertAsync(await Host.GetAsync($"v2/conformance/tags/tags/list{query}"), 400, "UNSUPPORTED");

    [Test]
    public async Task A_repository_without_tags_has_an_empty_list() =>
        Assert.That((await Host.GetJsonAsync("v2/conformance/none/tags/list", null)).GetRawText(), Is.EqualTo("""{"name":"conformance/none","tags":[]}"""));

    [Test]
    public async Task The_tags_of_a_repository_that_is_not_there_are_not_found() =>
        await AssertAsync(await Host.GetAsync("v2/conformance/absent/tags/list", "admin"), 404, "NAME_UNKNOWN");

    private async Task<(string[] Tags, string? Next)> ListAsync(string path)
    {
        using var answer = await Host.GetAsync(path);
        await AssertAsync(answer, 200);
        using var head = await Host.SendAsync(HttpMethod.Head, path, user: null);
        Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(answer.Content.Headers.ContentLength));
        var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.That(json.GetProperty("name").GetString(), Is.EqualTo("conformance/tags"));
        var link = Header(answer, "Link");
        Assert.That(link, Is.Empty.Or.Match("^</v2/conformance/tags/tags/list\\?[^>]+>; rel=\"next\"$"));
        return ([.. json.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!)], link.Length == 0 ? null : link[2..link.IndexOf('>', StringComparison.Ordinal)]);
    }
}
