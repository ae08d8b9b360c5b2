using System.Runtime.Versioning;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.Marks;

[TestFixture]
[UnsupportedOSPlatform("windows")]
public sealed class MarkTests : SigningTest
{
    [Test]
    public async Task Collections_are_marked_and_unmarked_in_one_repository_and_not_in_another()
    {
        var repository = await RepositoryAsync("marks");
        var other = await RepositoryAsync("no-marks");
        var (one, _) = await UploadAsync(repository, "marks", "one");
        await UploadAsync(repository, "marks", "two");
        await Host.AddAsync(other, (await Host.Database.ReadAsync(session => session.Contents.GetAsync([Guid.Parse(one.TrimEnd('/').Split('/')[^1])])))[0]);

        await RunAsync(repository, "mark", new { content_units = new[] { one }, value = "tested" });
        await RunAsync(repository, "mark", new { content_units = new[] { "*" }, value = "approved" });

        Assert.That(await MarksAsync(repository, "one"), Is.EquivalentTo(new[] { "tested", "approved" }));
        Assert.That(await MarksAsync(repository, "two"), Is.EquivalentTo(new[] { "approved" }));
        Assert.That(await MarksAsync(other, "one"), Is.Empty);
        var listed = (await Host.GetJsonAsync(ContentOf("marks") + "collections/index/marks/one/versions/")).GetProperty("data")[0];
        Assert.That(listed.GetProperty("marks").EnumerateArray().Select(mark => mark.GetString()), Is.EquivalentTo(new[] { "tested", "approved" }));
        var unit = (await Host.GetJsonAsync($"/pulp/api/v3/content/ansible/collection_marks/?value=tested&marked_collection={one}", "admin")).GetProperty("results")[0];
        Assert.That(unit.GetProperty("marked_collection").GetString(), Is.EqualTo(one));

        await RunAsync(repository, "unmark", new { content_units = new[] { "*" }, value = "approved" });
        Assert.That(await MarksAsync(repository, "one"), Is.EquivalentTo(new[] { "tested" }));
        var before = (await LatestAsync(repository)).Number;
        await RunAsync(repository, "unmark", new { content_units = new[] { one }, value = "approved" });
        await RunAsync(repository, "mark", new { content_units = new[] { one }, value = "tested" });
        Assert.That((await LatestAsync(repository)).Number, Is.EqualTo(before), "What changes nothing makes no version.");
    }

    [Test]
    public async Task A_mark_is_one_word_on_collection_versions()
    {
        var repository = await RepositoryAsync("marks-refused");
        var (one, _) = await UploadAsync(repository, "marks", "refused");
        await RefuseAsync(repository, "mark", new { content_units = new[] { one } }, "value");
        await RefuseAsync(repository, "mark", new { content_units = new[] { one }, value = "two words" }, "value");
        await RefuseAsync(repository, "mark", new { content_units = new[] { one }, value = "" }, "value");
        await RefuseAsync(repository, "mark", new { value = "tested" }, "content_units");
        await RefuseAsync(repository, "mark", new { content_units = new[] { HrefOf(repository) }, value = "tested" }, "content_units");
    }

    private async Task<IReadOnlyList<string?>> MarksAsync(AnsibleRepository repository, string name) =>
        [.. (await ShownAsync(repository, "marks", name)).GetProperty("marks").EnumerateArray().Select(mark => mark.GetString())];
}
