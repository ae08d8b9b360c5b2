using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Pulp.AspNetCore.Tests.Support;

namespace Pulp.AspNetCore.Tests.Api;

internal sealed class UploadTests
{
    private const string Text = "A note in chunks, long enough for three.";
    private ApiHost host = null!;

    private RestClient Admin => host.Admin;

    [OneTimeSetUp]
    public async Task Start() => host = await ApiHost.StartAsync(new NotesPlugin());

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [Test]
    public async Task Chunks_in_any_order_become_an_artifact()
    {
        var href = await BeginAsync();
        Assert.That((await PutAsync(href, 10, 20)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await PutAsync(href, 0, 10, digest: true)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await PutAsync(href, 0, 10)).Status, Is.EqualTo(HttpStatusCode.OK), "The same chunk again changes nothing.");
        var detail = (await Admin.GetAsync(href)).Json;
        Assert.That(detail["chunks"]!.AsArray().Sum(chunk => (int)chunk!["size"]!), Is.EqualTo(20));
        Assert.That((await Admin.PostAsync($"{href}commit/", new { sha256 = Sha256Of(Text) })).Error("size"), Does.Contain("20 of 40"));

        await PutAsync(href, 20, 40);
        var artifact = await Admin.CreateAsync($"{href}commit/", new { sha256 = Sha256Of(Text) });
        Assert.That((string?)artifact["sha256"], Is.EqualTo(Sha256Of(Text)));
        Assert.That((await Admin.GetAsync(href)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Content_is_made_of_an_upload()
    {
        var href = await BeginAsync();
        await PutAsync(href, 0, 40);

        var unit = await Admin.CreateAsync(Notes.Path, new { upload = href });
        Assert.That((string?)unit["title"], Is.EqualTo(Text));
    }

    [Test]
    public async Task A_wrong_commit_keeps_the_upload()
    {
        var href = await BeginAsync();
        await PutAsync(href, 0, 40);

        var task = await Admin.FinishedAsync(await Admin.PostAsync($"{href}commit/", new { sha256 = new string('0', 64) }));
        Assert.That((string?)task["state"], Is.EqualTo("failed"));
        Assert.That((await Admin.GetAsync(href)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await Admin.DeleteAsync(href)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await Admin.DeleteAsync(href)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase(null, "Content-Range")]
    [TestCase("bytes x-y/40", "Content-Range")]
    [TestCase("bytes 5-4/40", "Content-Range")]
    [TestCase("bytes 30-49/50", null)]
    [TestCase("bytes 0-19/40", null)]
    public async Task A_range_that_does_not_fit_is_refused(string? range, string? field)
    {
        var href = await BeginAsync();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[10]), "file", "chunk" } };
        var answer = await Admin.SendAsync(HttpMethod.Put, href, form, range is null ? [] : [("Content-Range", range)]);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Text);
        if (field is not null)
            Assert.That(answer.Error(field), Is.Not.Null, answer.Text);
        Assert.That((await Admin.GetAsync(href)).Json["chunks"]!.AsArray(), Is.Empty);
    }

    [Test]
    public async Task A_chunk_that_overlaps_or_has_another_digest_is_refused()
    {
        var href = await BeginAsync();
        await PutAsync(href, 0, 20);
        Assert.That((await PutAsync(href, 10, 30)).Status, Is.EqualTo(HttpStatusCode.BadRequest));

        using var form = new MultipartFormDataContent { { new StringContent(new string('0', 64)), "sha256" }, { new ByteArrayContent(new byte[10]), "file", "chunk" } };
        var wrong = await Admin.SendAsync(HttpMethod.Put, href, form, ("Content-Range", "bytes 20-29/40"));
        Assert.That(wrong.Error("sha256"), Is.Not.Null, wrong.Text);
        Assert.That((await Admin.GetAsync(href)).Json["chunks"]!.AsArray().Sum(chunk => (int)chunk!["size"]!), Is.EqualTo(20));
    }

    [Test]
    public async Task A_digest_that_follows_the_chunk_counts_too()
    {
        var href = await BeginAsync();
        foreach (var (sha256, status) in new[] { (new string('0', 64), HttpStatusCode.BadRequest), ("zz", HttpStatusCode.BadRequest), (Sha256Of(Text[..20]), HttpStatusCode.OK), (new string('0', 64), HttpStatusCode.BadRequest) })
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(Text)[..20]), "file", "chunk" }, { new StringContent(sha256), "sha256" } };
            var answer = await Admin.SendAsync(HttpMethod.Put, href, form, ("Content-Range", "bytes 0-19/40"));
            Assert.That(answer.Status, Is.EqualTo(status), answer.Text);
            var chunks = (await Admin.GetAsync(href)).Json["chunks"]!.AsArray();
            Assert.That(chunks, status == HttpStatusCode.OK ? Has.Count.EqualTo(1) : Has.Count.LessThan(2));
            if (status != HttpStatusCode.OK)
                Assert.That(answer.Error("sha256"), Is.Not.Null, answer.Text);
        }
    }

    [TestCase("file")]
    [TestCase("other")]
    public async Task Nothing_else_may_follow_a_chunk(string name)
    {
        var href = await BeginAsync();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[10]), "file", "chunk" }, { new ByteArrayContent(new byte[10]), name, "more" } };
        var answer = await Admin.SendAsync(HttpMethod.Put, href, form, ("Content-Range", "bytes 0-9/40"));

        Assert.That(answer.Error(name), Is.Not.Null, answer.Text);
        Assert.That((await Admin.GetAsync(href)).Json["chunks"]!.AsArray(), Is.Empty);
    }

    [Test]
    public async Task An_upload_is_nobody_elses_to_see()
    {
        var href = await BeginAsync();
        using var other = await host.UserAsync("other", "core.upload_creator");
        var own = (string)(await other.CreateAsync("uploads/", new { size = 5 }))["pulp_href"]!;

        Assert.That((await other.GetAsync(href)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await other.DeleteAsync(href)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await other.GetAsync("uploads/")).Json["results"]!.AsArray().Select(upload => (string?)upload!["pulp_href"]), Is.EqualTo(new[] { own }));
        Assert.That((await other.GetAsync(own)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await other.DeleteAsync(own)).Status, Is.EqualTo(HttpStatusCode.NoContent));
    }

    [TestCase("""{"size":0}""")]
    [TestCase("""{"size":-1}""")]
    [TestCase("""{}""")]
    public async Task A_size_is_needed(string body) => Assert.That((await Admin.PostTextAsync("uploads/", body)).Error("size"), Is.Not.Null);

    private async Task<string> BeginAsync() => (string)(await Admin.CreateAsync("uploads/", new { size = Text.Length }))["pulp_href"]!;

    private async Task<RestAnswer> PutAsync(string href, int first, int end, bool digest = false)
    {
        var bytes = Encoding.UTF8.GetBytes(Text)[first..end];
        using var form = new MultipartFormDataContent();
        if (digest)
            form.Add(new StringContent(Convert.ToHexStringLower(SHA256.HashData(bytes))), "sha256");
        form.Add(new ByteArrayContent(bytes), "file", "chunk");
        return await Admin.SendAsync(HttpMethod.Put, href, form, ("Content-Range", $"bytes {first}-{end - 1}/{Text.Length}"));
    }

    private static string Sha256Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
