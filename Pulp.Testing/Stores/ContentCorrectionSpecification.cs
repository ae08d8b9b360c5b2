#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Queries;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Stores;

/// <summary>
/// States how <see cref="IContentStore.CorrectAsync"/> changes what is kept of a unit without changing which unit it is.
/// </summary>
public abstract class ContentCorrectionSpecification : ContentSpecification
{
    [Test]
    public async Task A_correction_replaces_the_document_and_nothing_else()
    {
        var file = File("a") with { Labels = new Dictionary<string, string?> { ["team"] = "red" } };
        var unit = await SaveAsync(file, new NewContentFile(file.RelativePath, null, []));
        var created = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromHours(1));

        var changed = await CorrectAsync(New(File("a") with { Summary = "known now" }), New(File("absent")));

        var read = (SampleFile)(await ReadAsync(session => session.Contents.GetAsync([unit.ContentId])))[0];
        Assert.That(changed, Is.EqualTo(new[] { true, false }));
        Assert.That((read.Summary, read.StoreKey, read.Created, read.LastUpdated), Is.EqualTo(("known now", unit.ContentKey, created, Clock.GetUtcNow())));
        Assert.That(read.Labels, Is.EquivalentTo(file.Labels));
        Assert.That((await ReadAsync(session => session.Contents.GetFilesAsync([unit.ContentKey])))[unit.ContentKey].Select(one => one.RelativePath), Is.EqualTo(new[] { file.RelativePath }));
        Assert.That(await ReadAsync(session => session.Contents.GetAsync([Guid.NewGuid()])), Is.Empty);
    }

    [Test]
    public async Task A_correction_that_changes_nothing_says_so()
    {
        var artifact = await SaveArtifactAsync("bytes");
        var unit = New(File("a") with { Summary = "same" }, new NewContentFile("a-1.bin", artifact.StoreKey, []));
        await WriteAsync(session => session.Contents.SaveAsync(DomainId, [unit]));

        Assert.That(await CorrectAsync(unit), Is.EqualTo(new[] { false }));
    }

    [Test]
    public async Task Versions_hold_the_same_units_after_a_correction_and_say_what_is_right()
    {
        var repository = await CreateRepositoryAsync("r");
        var unit = await SaveAsync(File("a"));
        var version = (await ChangeAsync(repository, add: [unit]))!;

        await CorrectAsync(New(File("a") with { Summary = "known now" }));

        await AssertHoldsAsync(await LatestAsync(repository), unit);
        Assert.That((await LatestAsync(repository)).SetHash, Is.EqualTo(version.SetHash));
        var held = await ReadAsync(session => session.Memberships.GroupAsync(version, Catalog.ContentTypeOf(typeof(SampleFile)), "a"));
        Assert.That(((SampleFile)held[0]).Summary, Is.EqualTo("known now"));
    }

    [Test]
    public async Task Files_get_what_is_given_and_lose_promises_of_other_bytes()
    {
        var (one, two) = (await CreateRemoteAsync("one"), await CreateRemoteAsync("two"));
        var (right, wrong) = (await SaveArtifactAsync("right"), await SaveArtifactAsync("wrong"));
        var bundle = new SampleBundle { Name = "b" };
        var unit = await SaveAsync(
            bundle,
            new NewContentFile("x", wrong.StoreKey, [SourceOf(one, "wrong"), SourceOf(two, "right")]),
            new NewContentFile("kept", wrong.StoreKey, []));

        var changed = await CorrectAsync(New(bundle, new NewContentFile("x", right.StoreKey, []), new NewContentFile("further", right.StoreKey, [])));

        var files = (await ReadAsync(session => session.Contents.GetFilesAsync([unit.ContentKey])))[unit.ContentKey].ToDictionary(file => file.RelativePath);
        Assert.That(changed, Is.EqualTo(new[] { true }));
        Assert.That(files.ToDictionary(file => file.Key, file => file.Value.Stored), Is.EquivalentTo(new Dictionary<string, StoredArtifact?> { ["x"] = right, ["kept"] = wrong, ["further"] = right }));
        Assert.That(files["x"].Sources.Select(source => source.RemoteId), Is.EqualTo(new[] { two }));
    }

    [Test]
    public async Task Lists_are_filtered_by_what_is_right()
    {
        await SaveAsync(new SampleMark { Target = "a", Text = "1" });
        var type = Catalog.ContentTypeOf(typeof(SampleFile));
        await SaveAsync(File("a"));
        await CorrectAsync(New(File("a") with { Summary = "known now" }));

        var page = await ReadAsync(session => session.Contents.QueryAsync(type, DomainId, new Query { Where = Condition.Equal("name", "a") }));

        Assert.That(page.Items.Cast<SampleFile>().Select(file => file.Summary), Is.EqualTo(new[] { "known now" }));
    }

    [Test]
    public async Task A_correction_may_not_move_a_unit_to_another_place_or_group()
    {
        var repository = await CreateRepositoryAsync("r");
        var unit = await SaveAsync(File("a"));
        await ChangeAsync(repository, add: [unit]);
        var moved = New(File("b"));

        Assert.That(() => CorrectAsync(moved with { NaturalKey = File("a").Key() }), Throws.ArgumentException);
        await AssertHoldsAsync(await LatestAsync(repository), unit);
    }

    private static RemoteArtifact SourceOf(Guid remote, string seed) => new()
    {
        Url = new Uri($"https://example.org/{seed}"),
        RemoteId = remote,
        Size = null,
        Digests = new DigestSet(DigestOf(seed)),
    };

    private async Task<Guid> CreateRemoteAsync(string name) => (await CreateAsync(new SampleRemote { Name = name, Url = "https://example.org/" })).Id;

    private Task<IReadOnlyList<bool>> CorrectAsync(params IReadOnlyList<NewContent> units) => WriteAsync(session => session.Contents.CorrectAsync(DomainId, units));
}
