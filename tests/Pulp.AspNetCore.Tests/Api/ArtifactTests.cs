using System.Net;
using Pulp.AspNetCore.Tests.Support;

namespace Pulp.AspNetCore.Tests.Api;

[TestFixture]
internal sealed class ArtifactTests
{
    private ApiHost host = null!;

    private ApiClient Admin => host.Admin;

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
    public async Task An_age_that_is_none_is_refused(string age)
    {
        Assert.That((await Admin.GetAsync($"artifacts/?orphaned_for={age}")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await Admin.GetAsync($"content/?orphaned_for={age}")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task No_role_that_is_shipped_lets_artifacts_be_deleted() =>
        Assert.That((await Admin.GetAsync("roles/?contains_permission=core.delete_artifact")).Json["count"]!.GetValue<int>(), Is.Zero);

    private async Task<ApiAnswer> SendAsync(string text)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(text)), "file", "x" } };
        return await Admin.SendAsync(HttpMethod.Post, "artifacts/", form);
    }
}
