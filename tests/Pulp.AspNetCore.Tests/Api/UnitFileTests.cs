using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Artifacts;
using Pulp.AspNetCore.Tests.Support;
using Pulp.Digests;
using Pulp.Domains;
using Pulp.Plugins;
using Pulp.Stores;
using Pulp.Testing.Upstream;

namespace Pulp.AspNetCore.Tests.Api;

internal sealed class UnitFileTests
{
    private ApiHost host = null!;

    private RestClient Admin => host.Admin;

    [OneTimeSetUp]
    public async Task Start() => host = await ApiHost.StartAsync(new NotesPlugin());

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [Test]
    public async Task The_file_of_a_unit_is_given_below_its_address()
    {
        var unit = await Notes.UploadAsync(Admin, "Below its address");
        var address = new Uri((string)unit["text_url"]!);
        Assert.That(address.AbsolutePath, Is.EqualTo($"{unit["pulp_href"]}text/"));
        Assert.That((string?)unit["pulp_href"], Does.EndWith($"/{unit["id"]}/"));

        var whole = await Admin.GetAsync(address.AbsolutePath);
        Assert.That((whole.Status, whole.Text, whole.Headers["ETag"]), Is.EqualTo((HttpStatusCode.OK, "Below its address", $"\"{unit["sha256"]}\"")));
        var part = await Admin.SendAsync(HttpMethod.Get, address.AbsolutePath, null, ("Range", "bytes=6-8"));
        Assert.That((part.Status, part.Text), Is.EqualTo((HttpStatusCode.PartialContent, "its")));
        var known = await Admin.SendAsync(HttpMethod.Get, address.AbsolutePath, null, ("If-None-Match", whole.Headers["ETag"]));
        Assert.That(known.Status, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That((await host.Anonymous.GetAsync(address.AbsolutePath)).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That((await Admin.GetAsync($"{Notes.Path}{Guid.NewGuid()}/text/")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_page_is_given_so_that_a_browser_does_not_run_it()
    {
        await SaveAsync("page.html", await StoreAsync("<script>"), source: null);
        var page = await Admin.GetAsync(await AddressAsync("page.html"));
        Assert.That((page.Text, page.Headers["Content-Disposition"]), Is.EqualTo(("<script>", "attachment")));
        Assert.That(page.Headers["Content-Security-Policy"], Does.Contain("sandbox"));
    }

    [Test]
    public async Task A_promised_file_is_fetched()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Map("/promised.txt", FakeAnswer.Ok("As promised"));
        var remote = await Admin.CreateAsync("remotes/notes/notes/", new { name = "promised", url = upstream.Url.AbsoluteUri, policy = "on_demand" });
        var digest = Digest.Sha256(SHA256.HashData("As promised"u8));
        await SaveAsync("promised.txt", null, new RemoteArtifact { RemoteId = Guid.Parse(((string)remote["prn"]!).Split(':')[^1]), Url = upstream.UrlOf("/promised.txt"), Size = null, Digests = new DigestSet(digest) });
        await SaveAsync("never.txt", null, source: null);

        var address = await AddressAsync("promised.txt");
        for (var time = 0; time < 2; time++)
            Assert.That((await Admin.GetAsync(address)).Text, Is.EqualTo("As promised"));
        Assert.That(upstream.CountOf("/promised.txt"), Is.EqualTo(1));
        var missing = await Admin.GetAsync(await AddressAsync("never.txt"));
        Assert.That((missing.Status, missing.Json["detail"] is not null), Is.EqualTo((HttpStatusCode.NotFound, true)));
    }

    private async Task<string> AddressAsync(string title) => new Uri((string)(await Admin.GetAsync($"{Notes.Path}?title={title}")).Json["results"]![0]!["text_url"]!).AbsolutePath;

    private async Task<StoredArtifact> StoreAsync(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await host.Services.GetRequiredService<ArtifactIngest>().StoreAsync(stream, Domain.DefaultId);
    }

    private Task SaveAsync(string title, StoredArtifact? stored, RemoteArtifact? source)
    {
        var note = new Note { Title = title, Sha256 = title };
        var type = host.Services.GetRequiredService<PulpCatalog>().ContentTypeOf(note);
        return host.Database.WriteAsync(session => session.Contents.SaveAsync(
            Domain.DefaultId, [new NewContent(type, note, type.NaturalKey(note), [new NewContentFile(title, stored?.StoreKey, source is null ? [] : [source])])]));
    }
}
