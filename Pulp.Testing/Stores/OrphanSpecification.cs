#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.ContentTypes;
using Pulp.Queries;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Stores;

/// <summary>
/// States which units every <see cref="IContentStore"/> deletes as orphans, and which never.
/// </summary>
public abstract class OrphanSpecification : ContentSpecification
{
    private static readonly Guid OtherDomain = new("0190a5d0-0000-7000-8000-00000000000d");

    private DateTimeOffset Idle => Clock.GetUtcNow() - TimeSpan.FromHours(1);

    [Test]
    public async Task A_unit_in_any_version_stays()
    {
        var units = await SaveAllAsync(File("a"), File("b"), File("c"));
        var repository = await CreateRepositoryAsync("one");
        var first = await ChangeAsync(repository, [units[0], units[1]]);
        await ChangeAsync(repository, remove: [units[0]]);
        Clock.Advance(TimeSpan.FromDays(2));
        Assert.That(await CleanAsync(), Is.EqualTo(1));
        Assert.That(await LeftAsync(), Is.EquivalentTo(units[..2].Select(unit => unit.ContentId)));
        await WriteAsync(session => session.Versions.DeleteAsync(first!.Id));
        Assert.That(await CleanAsync(), Is.EqualTo(1));
        Assert.That(await LeftAsync(), Is.EqualTo(new[] { units[1].ContentId }));
    }

    [Test]
    public async Task A_unit_that_is_held_stays_until_then()
    {
        var units = await SaveAllAsync(File("a"), File("b"));
        await WriteAsync(session => session.Contents.HoldAsync([units[0].ContentKey], Clock.GetUtcNow() + TimeSpan.FromDays(1)));
        await WriteAsync(session => session.Contents.HoldAsync([units[0].ContentKey], Clock.GetUtcNow() + TimeSpan.FromHours(2)));
        Clock.Advance(TimeSpan.FromHours(23));
        await SaveAsync(File("a"));
        Assert.That(await CleanAsync(), Is.EqualTo(1));
        Assert.That(await LeftAsync(), Is.EqualTo(new[] { units[0].ContentId }));
        Clock.Advance(TimeSpan.FromHours(3));
        Assert.That(await CleanAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_unit_of_an_open_draft_stays()
    {
        var unit = await SaveAsync(File("a"));
        var draft = await StageAsync(await CreateRepositoryAsync("one"));
        await AddAsync(draft, unit);
        Clock.Advance(TimeSpan.FromDays(2));
        Assert.That(await CleanAsync(), Is.Zero);
        await WriteAsync(session => session.Versions.AbortAsync(draft));
        Assert.That(await CleanAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_unit_of_recent_interest_stays()
    {
        var units = await SaveAllAsync(File("a"), File("b"), File("c"));
        Clock.Advance(TimeSpan.FromHours(5));
        await SaveAsync(File("a"));
        await WriteAsync(session => session.Contents.FindAsync(Catalog.ContentTypeOf(typeof(SampleFile)), DomainId, [File("b").Key()]));
        Assert.That(await OrphansAsync(), Is.EqualTo(new[] { units[2].ContentId }));
        Assert.That(await CleanAsync(), Is.EqualTo(1));
        Assert.That(await LeftAsync(), Is.EquivalentTo(units[..2].Select(unit => unit.ContentId)));
        Clock.Advance(TimeSpan.FromHours(5));
        Assert.That(await CleanAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task A_unit_that_another_needs_goes_only_with_it()
    {
        var needed = await SaveAsync(File("needed"));
        var bundle = await SaveAsync(new SampleBundle { Name = "b", Needs = [File("needed"), File("never saved")] });
        var repository = await CreateRepositoryAsync("one");
        await ChangeAsync(repository, [bundle]);
        Clock.Advance(TimeSpan.FromDays(2));
        Assert.That(await CleanAsync(), Is.Zero);
        await WriteAsync(session => session.Versions.DeleteAllAsync(repository));
        await WriteAsync(session => session.Resources.DeleteAsync(repository));
        Assert.That(await CleanAsync(), Is.EqualTo(2));
        Assert.That(await LeftAsync(), Does.Not.Contain(needed.ContentId));
    }

    [Test]
    public async Task A_unit_stays_while_one_of_recent_interest_needs_it()
    {
        await SaveAsync(File("needed"));
        Clock.Advance(TimeSpan.FromDays(2));
        await SaveAsync(new SampleBundle { Name = "b", Needs = [File("needed")] });
        Assert.That(await CleanAsync(), Is.Zero);
    }

    [Test]
    public async Task What_belongs_to_a_unit_does_not_keep_it()
    {
        await SaveAllAsync(File("signed"), new SampleBundle { Name = "signature", BelongsTo = File("signed") });
        var signature = await SaveAsync(new SampleBundle { Name = "signature", BelongsTo = File("signed") });
        await ChangeAsync(await CreateRepositoryAsync("one"), [signature]);
        Clock.Advance(TimeSpan.FromDays(2));
        Assert.That(await CleanAsync(), Is.EqualTo(1));
        Assert.That(await LeftAsync(), Is.EqualTo(new[] { signature.ContentId }));
    }

    [Test]
    public async Task Only_the_units_named_are_considered()
    {
        var units = await SaveAllAsync(File("a"), File("b"), File("c"));
        await ChangeAsync(await CreateRepositoryAsync("one"), [units[2]]);
        Clock.Advance(TimeSpan.FromDays(2));
        var (deleted, cursor) = await WriteAsync(session => session.Contents.DeleteOrphansAsync(DomainId, Idle, [units[0].ContentId, units[2].ContentId], 0, 100));
        Assert.That((deleted, cursor), Is.EqualTo((1, (long?)null)));
        Assert.That(await LeftAsync(), Is.EquivalentTo(units[1..].Select(unit => unit.ContentId)));
    }

    [Test]
    public async Task Another_domain_is_not_touched()
    {
        await WriteAsync(session => session.Contents.SaveAsync(OtherDomain, [New(File("a"))]));
        Clock.Advance(TimeSpan.FromDays(2));
        Assert.That(await CleanAsync(), Is.Zero);
        Assert.That((await ReadAsync(session => session.Contents.QueryAsync(null, OtherDomain, new()))).Count, Is.EqualTo(1));
    }

    [Test]
    public async Task The_files_of_an_orphan_go_and_its_artifacts_are_free()
    {
        var artifact = await SaveArtifactAsync("x");
        var unit = await SaveAsync(File("a"), new NewContentFile("a-1.bin", artifact.StoreKey, []));
        Clock.Advance(TimeSpan.FromDays(2));
        await CleanAsync();
        Assert.That(await ReadAsync(session => session.Contents.GetFilesAsync([unit.ContentKey])), Is.Empty);
        var (deleted, _) = await WriteAsync(session => session.Artifacts.DeleteUnreferencedAsync(DomainId, Idle, 0, 100));
        Assert.That(deleted.Select(gone => gone.Id), Is.EqualTo(new[] { artifact.Id }));
        Assert.That((await SaveAsync(File("b"))).ContentKey, Is.GreaterThan(unit.ContentKey), "A key is never used twice.");
    }

    [Test]
    public async Task A_unit_that_was_deleted_cannot_be_added_any_more()
    {
        var unit = await SaveAsync(File("a"));
        Clock.Advance(TimeSpan.FromDays(2));
        await CleanAsync();
        var repository = await CreateRepositoryAsync("one");
        Assert.That(() => ChangeAsync(repository, [unit]), Throws.TypeOf<StoreException>().With.Property(nameof(StoreException.IsTransient)).True);
        Assert.That((await LatestAsync(repository)).Number, Is.Zero);
    }

    private async Task<int> CleanAsync()
    {
        var total = 0;
        for (long? cursor = 0; cursor is { } position;)
        {
            (var deleted, cursor) = await WriteAsync(session => session.Contents.DeleteOrphansAsync(DomainId, Idle, null, position, 2));
            total += deleted;
        }

        return total;
    }

    private async Task<IEnumerable<Guid>> LeftAsync() => (await ReadAsync(session => session.Contents.QueryAsync(null, DomainId, new()))).Items.Select(unit => unit.Id);

    private async Task<IEnumerable<Guid>> OrphansAsync() =>
        (await ReadAsync(session => session.Contents.QueryAsync(null, DomainId, new Query { Where = Condition.Equal("orphaned_since", Idle) }))).Items.Select(unit => unit.Id);
}
