using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Sync;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Container.Tests.Sync;

[TestFixture]
public sealed class TagChoiceTests : SyncTest
{
    [TestCase("1.*", "1.0", true)]
    [TestCase("1.*", "11.0", false)]
    [TestCase("v?", "v1", true)]
    [TestCase("v?", "v12", false)]
    [TestCase("v[1-3]", "v2", true)]
    [TestCase("v[!1-3]", "v2", false)]
    [TestCase("v[!1-3]", "v4", true)]
    [TestCase("[z-a]", "b", false)]
    [TestCase("latest", "latest-1", false)]
    [TestCase("*", "anything", true)]
    public void A_pattern_matches_as_shells_match(string pattern, string tag, bool matches) => Assert.That(TagPattern.Of(pattern).IsMatch(tag), Is.EqualTo(matches));

    [TestCase("https://registry-1.docker.io", "alpine", "library/alpine")]
    [TestCase("https://docker.io/", "team/app", "team/app")]
    [TestCase("https://notdocker.io/", "alpine", "alpine")]
    [TestCase("https://registry.example/", "alpine", "alpine")]
    public void A_short_name_means_an_official_image_at_Docker_Hub_only(string url, string name, string path) =>
        Assert.That(new ContainerRemote { Name = "r", Url = url, UpstreamName = name }.RepositoryPath(), Is.EqualTo(path));

    [Test]
    public async Task Named_tags_are_taken_without_asking_for_the_list()
    {
        Registry.PutImage("1.0", "named", "n1");
        var counts = await SyncAsync(await CreateMirrorAsync("named", remote => remote with { IncludeTags = ["1.0", "2.0"], ExcludeTags = ["2.*"] }));
        Assert.That(await TagsAsync("named"), Is.EqualTo(new[] { "1.0" }));
        Assert.That(Registry.Count("GET", "tags/list"), Is.Zero);
        Assert.That(counts.GetProperty("skipped").GetProperty("excluded tag").GetProperty("count").GetInt64(), Is.EqualTo(1));
    }

    [Test]
    public async Task Wildcards_choose_from_all_pages_of_the_list_and_digests_come_without_a_tag()
    {
        var image = Registry.PutImage("untagged", "pages", "p0");
        Registry.PutImage("v1", "pages 1", "p1");
        Registry.PutImage("v2", "pages 2", "p2");
        Upstream.Map(
            Registry.PathOf("tags/list"),
            FakeAnswer.Ok("""{"tags":["v1","edge"]}""", "application/json") with { Headers = [new("Link", $"<{Registry.PathOf("tags/list")}?last=edge>; rel=\"next\"")] },
            FakeAnswer.Ok("""{"tags":["v2","v2-rc"]}""", "application/json"));
        await SyncAsync(await CreateMirrorAsync("pages", remote => remote with { Includes = ["v*", Images.DigestOf(image)], Excludes = ["*-rc"] }));
        Assert.That(await TagsAsync("pages"), Is.EqualTo(new[] { "v1", "v2" }));
        using var answer = await Host.GetAsync($"v2/pages/manifests/{Images.DigestOf(image)}");
        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task A_list_that_goes_on_at_another_server_or_without_end_fails_the_sync()
    {
        await using var elsewhere = await FakeUpstream.StartAsync();
        foreach (var (next, reason) in new[] { (new Uri(elsewhere.Url, "v2/team/app/tags/list").ToString(), "another server"), (Registry.PathOf("tags/list"), "does not end") })
        {
            Upstream.Map(Registry.PathOf("tags/list"), FakeAnswer.Ok("""{"tags":[]}""", "application/json") with { Headers = [new("Link", $"<{next}>; rel=\"next\"")] });
            var task = await RunAsync(await CreateMirrorAsync(reason.Replace(' ', '-')));
            Assert.That(task.Error!.Description, Does.Contain(reason));
        }

        Assert.That(elsewhere.Requests, Is.Empty);
    }
}
