using System.Net;
using Pulp.Plugins.File.Tests.Support;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.File.Tests;

internal sealed class SyncTests : FileTest
{
    [Test]
    public async Task A_sync_brings_the_files_of_a_manifest([Values("immediate", "on_demand", "streamed")] string policy)
    {
        var (one, two) = (Name + " one", Name + " two");
        Upstream.Offer(("a.txt", one), ("deep/er/b.txt", two));
        var repository = await Host.ServeAsync(Name, Upstream.Manifest, new { policy }, autopublish: true);

        await Host.SyncAsync(repository);

        Assert.That(await Host.FilesAsync(repository), Is.EquivalentTo(new Dictionary<string, string> { ["a.txt"] = UpstreamFolder.Sha256Of(one), ["deep/er/b.txt"] = UpstreamFolder.Sha256Of(two) }));
        Assert.That(Upstream.Server.CountOf("/folder/a.txt"), Is.EqualTo(policy == "immediate" ? 1 : 0));
        Assert.That(await Host.ReadAsync(Name, "a.txt"), Is.EqualTo((HttpStatusCode.OK, one)));
        Assert.That(await Host.ReadAsync(Name, "deep/er/b.txt"), Is.EqualTo((HttpStatusCode.OK, two)));
    }

    [Test]
    public async Task Comments_empty_lines_and_line_ends_of_any_kind_are_no_files()
    {
        Upstream.Offer(("a", "one"));
        Upstream.Write($"\uFEFF# made by pulp-manifest\r\n\r\n{UpstreamFolder.Line("a", "one").ToUpperInvariant().Replace('A', 'a')}\r\n");
        var repository = await Host.ServeAsync(Name, Upstream.Manifest);

        await Host.SyncAsync(repository);

        Assert.That(await Host.FilesAsync(repository), Is.EqualTo(new Dictionary<string, string> { ["a"] = UpstreamFolder.Sha256Of("one") }));
    }

    [TestCase("with space.txt", "with%20space.txt")]
    [TestCase("100%25.txt", "100%2525.txt")]
    [TestCase("a?b#c.txt", "a%3Fb%23c.txt")]
    [TestCase("one,two.txt", "one%2Ctwo.txt")]
    [TestCase("ünï/cödé.txt", "%C3%BCn%C3%AF/c%C3%B6d%C3%A9.txt")]
    public async Task Names_are_escaped_on_the_way_to_upstream_and_back(string path, string escaped)
    {
        Upstream.Offer((path, Name));
        var repository = await Host.ServeAsync(Name, Upstream.Manifest, autopublish: true);

        await Host.SyncAsync(repository);

        Assert.That((await Host.FilesAsync(repository)).Keys, Is.EqualTo(new[] { path }));
        Assert.That(Upstream.Server.Requests[^1].Target, Is.EqualTo("/folder/" + escaped));
        Assert.That(await Host.ReadAsync(Name, escaped), Is.EqualTo((HttpStatusCode.OK, Name)));
    }

    [Test]
    public async Task The_query_of_the_manifests_address_goes_along_to_its_files()
    {
        Upstream.Server.Map("/folder/PULP_MANIFEST", FakeAnswer.Ok(UpstreamFolder.Line("a", Name))).Map("/folder/a", FakeAnswer.Ok(Name));
        var repository = await Host.ServeAsync(Name, Upstream.Manifest + "?signature=1%2F2");

        await Host.SyncAsync(repository);

        Assert.That(Upstream.Server.Requests.Select(request => request.Target), Is.EqualTo(new[] { "/folder/PULP_MANIFEST?signature=1%2F2", "/folder/a?signature=1%2F2" }));
    }

    [TestCase("a.txt")]
    [TestCase("a.txt,1")]
    [TestCase("a.txt,{digest},1.5")]
    [TestCase("a.txt,{digest},-1")]
    [TestCase("a.txt,{digest}0,1")]
    [TestCase(",{digest},1")]
    [TestCase("/etc/passwd,{digest},1")]
    [TestCase("../other/a.txt,{digest},1")]
    [TestCase("a//b,{digest},1")]
    [TestCase("a\\b,{digest},1")]
    public async Task A_line_that_is_no_entry_or_leads_out_of_the_folder_fails_the_sync_and_is_named(string line)
    {
        var other = await Host.ServeAsync(Name + "-other", Upstream.Manifest);
        var bad = line.Replace("{digest}", new string('0', 64), StringComparison.Ordinal);
        Upstream.Offer(("good", "good"));
        Upstream.Write(UpstreamFolder.Line("good", "good") + "\n" + bad + "\n");
        var repository = await Host.ServeAsync(Name, Upstream.Manifest);

        var task = await Host.Admin.FinishedAsync(await Host.Admin.PostAsync($"{repository}sync/", new { }));

        Assert.That((string?)task["state"], Is.EqualTo("failed"));
        Assert.That((string?)task["error"]!["description"], Does.Contain(bad));
        Assert.That(await Host.FilesAsync(repository), Is.Empty);
        Assert.That(await Host.FilesAsync(other), Is.Empty);
    }

    [Test]
    public async Task A_file_where_another_needs_a_folder_fails_the_sync()
    {
        Upstream.Offer(("a", "one"), ("a/b", "two"));
        var repository = await Host.ServeAsync(Name, Upstream.Manifest, new { policy = "on_demand" });

        var task = await Host.Admin.FinishedAsync(await Host.Admin.PostAsync($"{repository}sync/", new { }));

        Assert.That((string?)task["state"], Is.EqualTo("failed"));
        Assert.That(await Host.FilesAsync(repository), Is.Empty);
    }

    [TestCase("other bytes")]
    [TestCase("on")]
    public async Task A_file_that_is_not_what_the_manifest_says_fails_the_sync(string sent)
    {
        Upstream.Offer(("a", "one"));
        Upstream.Server.Map("/folder/a", FakeAnswer.Ok(sent));
        var repository = await Host.ServeAsync(Name, Upstream.Manifest);

        var task = await Host.Admin.FinishedAsync(await Host.Admin.PostAsync($"{repository}sync/", new { }));

        Assert.That((string?)task["state"], Is.EqualTo("failed"));
        Assert.That(Host.Leftovers(), Is.Empty);
    }

    [Test]
    public async Task New_bytes_at_a_path_take_the_place_of_the_old_ones_and_only_a_mirror_removes()
    {
        Upstream.Offer(("a", "one"), ("b", "two"));
        var repository = await Host.ServeAsync(Name, Upstream.Manifest);
        await Host.SyncAsync(repository);
        Upstream.Offer(("a", "one more"));

        await Host.SyncAsync(repository);
        Assert.That(await Host.FilesAsync(repository), Is.EquivalentTo(new Dictionary<string, string> { ["a"] = UpstreamFolder.Sha256Of("one more"), ["b"] = UpstreamFolder.Sha256Of("two") }));
        await Host.SyncAsync(repository, mirror: true);
        Assert.That((await Host.FilesAsync(repository)).Keys, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task An_unchanged_manifest_is_not_read_again_unless_it_is_asked_for()
    {
        Upstream.Offer(("a", "one"));
        var repository = await Host.ServeAsync(Name, Upstream.Manifest);
        await Host.SyncAsync(repository);

        var skipped = await Host.SyncAsync(repository);
        var read = await Host.SyncAsync(repository, optimize: false);
        Upstream.Offer(("a", "one"), ("b", "two"));
        var changed = await Host.SyncAsync(repository);

        Assert.That(new[] { skipped, read, changed }.Select(WasSkipped), Is.EqualTo(new[] { true, false, false }));
        Assert.That(await Host.FilesAsync(repository), Has.Count.EqualTo(2));

        static bool WasSkipped(System.Text.Json.Nodes.JsonNode task) => task["progress_reports"]!.AsArray().Any(report => (string?)report!["code"] == "sync.was_skipped");
    }

    [Test]
    public async Task Files_that_were_given_up_come_again_with_the_next_sync()
    {
        Upstream.Offer(("a", Name));
        var repository = await Host.ServeAsync(Name, Upstream.Manifest);
        await Host.SyncAsync(repository);
        await Host.Admin.CompletedAsync(await Host.Admin.PostAsync("repositories/reclaim_space/", new { repo_hrefs = new[] { repository } }));

        await Host.SyncAsync(repository);

        Assert.That(Upstream.Server.CountOf("/folder/a"), Is.EqualTo(2));
    }
}
