using System.Net;
using Pulp.Plugins.File.Tests.Support;

namespace Pulp.Plugins.File.Tests;

internal sealed class PublicationTests : FileTest
{
    [Test]
    public async Task Nothing_is_served_before_a_publication_exists()
    {
        Upstream.Offer(("a", "one"));
        var repository = await Host.ServeAsync(Name, Upstream.Manifest);
        await Host.SyncAsync(repository);
        var before = (await Host.ReadAsync(Name, "a")).Status;

        var publication = await Host.Admin.CreateAsync("publications/file/file/", new { repository });

        Assert.That(before, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((string?)publication["manifest"], Is.EqualTo("PULP_MANIFEST"));
        Assert.That(await Host.ReadAsync(Name, "a"), Is.EqualTo((HttpStatusCode.OK, "one")));
        Assert.That(await Host.ReadAsync(Name, "PULP_MANIFEST"), Is.EqualTo((HttpStatusCode.OK, UpstreamFolder.Line("a", "one") + "\n")));
    }

    [Test]
    public async Task What_is_published_stays_until_the_next_publication()
    {
        Upstream.Offer(("a", "one"));
        var repository = await Host.ServeAsync(Name, Upstream.Manifest);
        await Host.SyncAsync(repository);
        await Host.Admin.CreateAsync("publications/file/file/", new { repository });
        Upstream.Offer(("a", "two"));
        await Host.SyncAsync(repository);

        Assert.That((await Host.ReadAsync(Name, "a")).Body, Is.EqualTo("one"));
        await Host.Admin.CreateAsync("publications/file/file/", new { repository });
        Assert.That((await Host.ReadAsync(Name, "a")).Body, Is.EqualTo("two"));
    }

    [TestCase("files.csv", "files.csv")]
    [TestCase(null, null)]
    public async Task A_publication_writes_the_manifest_it_is_asked_for(string? manifest, string? written)
    {
        Upstream.Offer(("b", "two"), ("a", "one"));
        var repository = await Host.ServeAsync(Name, Upstream.Manifest, new { policy = "on_demand" });
        await Host.SyncAsync(repository);

        await Host.Admin.CreateAsync("publications/file/file/", new { repository, manifest });

        Assert.That((await Host.ReadAsync(Name, "PULP_MANIFEST")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await Host.ReadAsync(Name, "a")).Body, Is.EqualTo("one"));
        if (written is not null)
            Assert.That((await Host.ReadAsync(Name, written)).Body, Is.EqualTo($"{UpstreamFolder.Line("b", "two")}\n{UpstreamFolder.Line("a", "one")}\n"));
    }

    [Test]
    public async Task A_repository_publishes_each_new_version_with_the_manifest_it_names()
    {
        var repository = (string)(await Host.Admin.CreateAsync("repositories/file/file/", new { name = Name, autopublish = true, manifest = "LIST" }))["pulp_href"]!;
        await Host.Admin.CreateAsync("distributions/file/file/", new { name = Name, base_path = Name, repository });

        await Host.UploadAsync("one", "a", repository: repository);

        Assert.That((await Host.ReadAsync(Name, "LIST")).Body, Is.EqualTo(UpstreamFolder.Line("a", "one") + "\n"));
    }

    [Test]
    public async Task A_mirror_publishes_the_manifest_as_upstream_wrote_it([Values] bool autopublish)
    {
        Upstream.Offer(("b", "two"), ("a", "one"));
        var manifest = Upstream.Write($"# ours\r\n{UpstreamFolder.Line("b", "two")}\r\n{UpstreamFolder.Line("a", "one")}");
        var repository = await Host.ServeAsync(Name, Upstream.Manifest, autopublish: autopublish);

        var task = await Host.SyncAsync(repository, mirror: true);

        Assert.That((await Host.ReadAsync(Name, "PULP_MANIFEST")).Body, Is.EqualTo(manifest));
        Assert.That((await Host.ReadAsync(Name, "a")).Body, Is.EqualTo("one"));
        Assert.That(task["created_resources"]!.AsArray().Select(created => ((string)created!).Split('/')[4]), Is.EqualTo(new[] { "repositories", "publications" }));
    }

    [Test]
    public async Task What_is_published_can_be_mirrored_again()
    {
        Upstream.Offer(("with space", "one"), ("deep/er", "two"));
        var first = await Host.ServeAsync("first", Upstream.Manifest, autopublish: true);
        await Host.SyncAsync(first);
        var second = await Host.ServeAsync("second", new Uri(Host.Url, "/pulp/content/first/PULP_MANIFEST").AbsoluteUri);

        await Host.SyncAsync(second, mirror: true);

        Assert.That(await Host.FilesAsync(second), Is.EquivalentTo(await Host.FilesAsync(first)));
        Assert.That(await Host.ReadAsync("second", "PULP_MANIFEST"), Is.EqualTo(await Host.ReadAsync("first", "PULP_MANIFEST")));
    }

    [Test]
    public async Task A_checkpoint_is_marked_as_one()
    {
        var repository = await Host.ServeAsync(Name, Upstream.Manifest);

        var publication = await Host.Admin.CreateAsync("publications/file/file/", new { repository, checkpoint = true });

        Assert.That((bool?)publication["checkpoint"], Is.True);
    }
}
