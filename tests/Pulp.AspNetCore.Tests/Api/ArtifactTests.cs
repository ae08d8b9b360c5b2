using System.Net;
using Pulp.AspNetCore.Tests.Support;

namespace Pulp.AspNetCore.Tests.Api;

[TestFixture]
internal sealed class ArtifactTests
{
    private ApiHost host = null!;

    private RestClient Admin => host.Admin;

    [SetUp]
    public async Task SetUp() => host = await ApiHost.StartAsync();

    [TearDown]
    public async Task TearDown() => await host.DisposeAsync();

    [Test]
    public async Task Bytes_that_are_here_are_refused_by_their_digest()
    {
        var first = await SendAsync("the same");
        var second = await SendAsync("the same");
        Assert.That(second.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(second.Error("non_field_errors"), Is.EqualTo($"Artifact with sha256 checksum of '{first.Json["sha256"]}' already exists."));
        Assert.That((await Admin.GetAsync("artifacts/")).Json["count"]!.GetValue<int>(), Is.EqualTo(1));
    }

    [TestCase("orphaned_for=0", 1)]
    [TestCase("orphaned_for=-1", 0, Description = "They are protected for a day.")]
    public async Task Orphans_are_found_by_their_age(string filter, int count)
    {
        Assert.That((await SendAsync("an orphan")).Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That((await Admin.GetAsync($"artifacts/?{filter}")).Json["count"]!.GetValue<int>(), Is.EqualTo(count));
    }

    [TestCase("-2")]
    [TestCase("soon")]
    [TestCase("NaN")]
    [TestCase("Infinity")]
    [TestCase("1e5")]
    public async Task An_age_that_is_none_is_refused(string age)
    {
        Assert.That((await Admin.GetAsync($"artifacts/?orphaned_for={age}")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await Admin.GetAsync($"content/?orphaned_for={age}")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [TestCase("md5", "9dd4e461268c8034f5c8564e155c67a6")]
    [TestCase("sha1", "11f6ad8ec52a2984abaafd7c3b516503785c2072")]
    [TestCase("sha256", "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881")]
    public async Task A_right_digest_before_the_file_is_accepted_whether_it_is_kept_or_not(string name, string value)
    {
        using var form = new MultipartFormDataContent { { new StringContent(value), name }, { new ByteArrayContent("x"u8.ToArray()), "file", "x" } };
        var answer = await Admin.SendAsync(HttpMethod.Post, "artifacts/", form);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created), answer.Text);
    }

    [Test]
    public async Task A_digest_that_cannot_be_computed_is_refused_unless_a_better_one_comes_with_it()
    {
        using var alone = new MultipartFormDataContent { { new StringContent(new string('0', 56)), "sha224" }, { new ByteArrayContent("x"u8.ToArray()), "file", "x" } };
        Assert.That((await Admin.SendAsync(HttpMethod.Post, "artifacts/", alone)).Error("sha224"), Does.Contain("sha256 instead"));
        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("x"u8));
        using var both = new MultipartFormDataContent { { new StringContent(new string('0', 56)), "sha224" }, { new StringContent(sha256), "sha256" }, { new ByteArrayContent("x"u8.ToArray()), "file", "x" } };
        Assert.That((await Admin.SendAsync(HttpMethod.Post, "artifacts/", both)).Status, Is.EqualTo(HttpStatusCode.Created));
    }

    [Test]
    public async Task No_role_that_is_shipped_lets_artifacts_be_deleted_nor_does_being_an_administrator()
    {
        Assert.That((await Admin.GetAsync("roles/?contains_permission=core.delete_artifact")).Json["count"]!.GetValue<int>(), Is.Zero);
        var artifact = (await SendAsync("Stays")).Href!;
        Assert.That((await Admin.DeleteAsync(artifact)).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await Admin.GetAsync(artifact)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Who_was_given_the_permission_deletes_what_nothing_uses()
    {
        using var cleaner = await host.ArtifactCleanerAsync();
        var artifact = (await SendAsync("Goes")).Href!;
        Assert.That((await cleaner.DeleteAsync(artifact)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await Admin.GetAsync(artifact)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private async Task<RestAnswer> SendAsync(string text)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(text)), "file", "x" } };
        return await Admin.SendAsync(HttpMethod.Post, "artifacts/", form);
    }
}
