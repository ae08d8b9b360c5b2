#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Stores;

/// <summary>
/// States what becomes of a long sync and of the small changes that land meanwhile.
/// </summary>
public abstract class StagedDraftSpecification : ContentSpecification
{
    private Guid repository;
    private Membership a;
    private Membership a2;
    private Membership a3;
    private Membership b;
    private Membership c;

    [SetUp]
    public async Task CreateUnitsAsync()
    {
        repository = await CreateRepositoryAsync("one");
        var units = await SaveAllAsync(File("a", bytes: "1"), File("a", bytes: "2"), File("a", bytes: "3"), File("b"), File("c"));
        (a, a2, a3, b, c) = (units[0], units[1], units[2], units[3], units[4]);
    }

    [Test]
    public async Task Small_changes_land_while_a_sync_goes_on()
    {
        await ChangeAsync(repository, [a]);
        var sync = await StageAsync(repository);
        await AddAsync(sync, b);
        var small = (await ChangeAsync(repository, [c]))!;
        await AssertHoldsAsync(small, a, c);
        var done = (await CompleteAsync(sync))!;
        Assert.That((small.Number, done.Number), Is.EqualTo((2L, 3L)));
        Assert.That(done.Ordinal, Is.GreaterThan(small.Ordinal));
        await AssertHoldsAsync(done, a, b, c);
        await AssertHoldsAsync(small, a, c);
        AssertCounts(done, added: 1, removed: 0);
        await AssertHoldsAsync((await ChangeAsync(repository, remove: [b]))!, a, c);
    }

    [Test]
    public async Task The_same_unit_brought_by_both_was_brought_by_the_first()
    {
        var sync = await StageAsync(repository);
        await AddAsync(sync, a, b);
        await ChangeAsync(repository, [a]);
        var done = (await CompleteAsync(sync))!;
        await AssertHoldsAsync(done, a, b);
        AssertCounts(done, added: 1, removed: 0);
    }

    [Test]
    public async Task A_sync_that_brings_only_what_came_meanwhile_makes_no_version()
    {
        var sync = await StageAsync(repository);
        await AddAsync(sync, a, b);
        var small = (await ChangeAsync(repository, [b, a]))!;
        Assert.That(await CompleteAsync(sync), Is.Null);
        await AssertHoldsAsync(await LatestAsync(repository), a, b);
        Assert.That((await ChangeAsync(repository, [c]))!.Number, Is.EqualTo(small.Number + 1));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Of_two_units_with_one_repository_key_the_staged_one_wins(bool stagedFirst)
    {
        await ChangeAsync(repository, [a]);
        var sync = await StageAsync(repository);
        if (stagedFirst)
            await AddAsync(sync, a2);
        var small = (await ChangeAsync(repository, [a3]))!;
        if (!stagedFirst)
            Assert.That(await AddAsync(sync, a2), Is.EqualTo(new[] { MembershipOutcome.Replaced }));
        var done = (await CompleteAsync(sync))!;
        await AssertHoldsAsync(done, a2);
        await AssertHoldsAsync(small, a3);
        AssertCounts(done, added: 1, removed: 1);
        Assert.That((await ReadAsync(session => session.Memberships.FindAsync(small, a.RepositoryKey)))!.Value.Id, Is.EqualTo(a3.ContentId));
        Assert.That((await ReadAsync(session => session.Memberships.FindAsync(done, a.RepositoryKey)))!.Value.Id, Is.EqualTo(a2.ContentId));
    }

    [Test]
    public async Task What_a_user_removed_after_the_sync_saw_it_stays_removed()
    {
        await ChangeAsync(repository, [a, b]);
        var sync = await StageAsync(repository);
        Assert.That(await AddAsync(sync, a, b, c), Is.EqualTo(new[] { MembershipOutcome.Kept, MembershipOutcome.Kept, MembershipOutcome.Added }));
        await ChangeAsync(repository, remove: [a]);
        await AssertHoldsAsync((await CompleteAsync(sync))!, b, c);
    }

    [Test]
    public async Task What_both_removed_is_removed_once()
    {
        await ChangeAsync(repository, [a, b, c]);
        var sync = await StageAsync(repository);
        await RemoveUnseenAsync(sync, c);
        var small = (await ChangeAsync(repository, remove: [a]))!;
        await AssertHoldsAsync(small, b, c);
        var done = (await CompleteAsync(sync))!;
        await AssertHoldsAsync(done, c);
        AssertCounts(done, added: 0, removed: 1);
    }

    [Test]
    public async Task A_mirror_removes_only_what_it_found_at_its_start()
    {
        await ChangeAsync(repository, [a, b]);
        var sync = await StageAsync(repository);
        await ChangeAsync(repository, [c]);
        await RemoveUnseenAsync(sync, b);
        await AssertHoldsAsync((await CompleteAsync(sync))!, b, c);
    }

    [Test]
    public async Task What_was_removed_and_added_again_meanwhile_is_new_to_a_mirror()
    {
        await ChangeAsync(repository, [a, b]);
        var sync = await StageAsync(repository);
        await ChangeAsync(repository, remove: [a]);
        await ChangeAsync(repository, [a]);
        await RemoveUnseenAsync(sync, b);
        Assert.That(await CompleteAsync(sync), Is.Null);
        await AssertHoldsAsync(await LatestAsync(repository), a, b);
    }

    [Test]
    public async Task What_the_sync_removes_and_a_user_replaces_is_the_users()
    {
        await ChangeAsync(repository, [a, b]);
        var sync = await StageAsync(repository);
        await RemoveUnseenAsync(sync, b);
        var small = (await ChangeAsync(repository, [a2]))!;
        AssertCounts(small, added: 1, removed: 1);
        Assert.That(await CompleteAsync(sync), Is.Null);
        await AssertHoldsAsync(await LatestAsync(repository), a2, b);
    }

    [Test]
    public async Task A_unit_the_sync_removed_and_met_again_stays()
    {
        await ChangeAsync(repository, [a, b]);
        var sync = await StageAsync(repository);
        await RemoveUnseenAsync(sync, b);
        await AddAsync(sync, a);
        Assert.That(await CompleteAsync(sync), Is.Null);
        await AssertHoldsAsync(await LatestAsync(repository), a, b);
    }

    [Test]
    public async Task When_the_latest_version_is_dropped_meanwhile_its_units_are_not_the_syncs_to_remove()
    {
        await ChangeAsync(repository, [b]);
        var sync = await StageAsync(repository);
        var dropped = (await ChangeAsync(repository, [a]))!;
        await AddAsync(sync, a2, c);
        await WriteAsync(session => session.Versions.DeleteAsync(dropped.Id));
        var done = (await CompleteAsync(sync))!;
        await AssertHoldsAsync(done, a2, b, c);
        AssertCounts(done, added: 2, removed: 0);
    }

    [Test]
    public async Task What_comes_back_with_a_dropped_version_is_removed_as_the_sync_decided()
    {
        await ChangeAsync(repository, [a, b]);
        var sync = await StageAsync(repository);
        await RemoveUnseenAsync(sync, b);
        var dropped = (await ChangeAsync(repository, remove: [a]))!;
        await WriteAsync(session => session.Versions.DeleteAsync(dropped.Id));
        await AssertHoldsAsync(await LatestAsync(repository), a, b);
        var done = (await CompleteAsync(sync))!;
        await AssertHoldsAsync(done, b);
        AssertCounts(done, added: 0, removed: 1);
    }

    [Test]
    public async Task What_comes_back_with_a_dropped_version_gives_way_to_what_the_sync_brought()
    {
        await ChangeAsync(repository, [a, b]);
        var sync = await StageAsync(repository);
        var dropped = (await ChangeAsync(repository, remove: [a, b]))!;
        await AddAsync(sync, a2, b);
        await WriteAsync(session => session.Versions.DeleteAsync(dropped.Id));
        var done = (await CompleteAsync(sync))!;
        await AssertHoldsAsync(done, a2, b);
        AssertCounts(done, added: 1, removed: 1);
    }

    [Test]
    public async Task A_small_change_that_is_aborted_leaves_the_sync_as_it_was()
    {
        await ChangeAsync(repository, [a, b]);
        var sync = await StageAsync(repository);
        await RemoveUnseenAsync(sync, b);
        var small = await WriteAsync(session => session.Versions.BeginAsync(repository, staged: false));
        await WriteAsync(session => session.Memberships.AddAsync(small, [a2, c]));
        await AddAsync(sync, c);
        await WriteAsync(session => session.Versions.AbortAsync(small));
        var done = (await CompleteAsync(sync))!;

        // The sync kept what another draft had brought, which is gone with that draft.
        await AssertHoldsAsync(done, b);
        AssertCounts(done, added: 0, removed: 1);
    }

    [Test]
    public async Task A_rollback_lands_while_a_sync_goes_on()
    {
        var first = (await ChangeAsync(repository, [a, c]))!;
        await ChangeAsync(repository, [a2, b], [c]);
        var sync = await StageAsync(repository);
        await RemoveUnseenAsync(sync, b);
        await AddAsync(sync, a3);
        var rollback = (await WriteAsync(async session =>
        {
            var draft = await session.Versions.BeginAsync(repository, staged: false, first.Id);
            await session.Memberships.CopyAsync(draft, first);
            return await session.Versions.CompleteAsync(draft);
        }))!;
        await AssertHoldsAsync(rollback, a, c);
        var done = (await CompleteAsync(sync))!;
        await AssertHoldsAsync(done, a3, c);
        AssertCounts(done, added: 1, removed: 1);
    }

    [Test]
    public async Task A_staged_draft_is_changed_unit_by_unit()
    {
        var sync = await StageAsync(repository);
        Assert.That(() => WriteAsync(session => session.Memberships.RemoveAllAsync(sync)), Throws.ArgumentException);
        Assert.That(() => WriteAsync(session => session.Memberships.CopyAsync(sync, sync.Start)), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public async Task A_version_a_sync_made_can_be_dropped()
    {
        await ChangeAsync(repository, [a, b]);
        var sync = await StageAsync(repository);
        await AddAsync(sync, a2, c);
        await RemoveUnseenAsync(sync, a);
        var small = (await ChangeAsync(repository, [await SaveAsync(new SampleMark { Target = "x", Text = "y" })]))!;
        var done = (await CompleteAsync(sync))!;
        await WriteAsync(session => session.Versions.DeleteAsync(done.Id));
        Assert.That((await LatestAsync(repository)).Id, Is.EqualTo(small.Id));
        Assert.That(await IdsAsync(small), Is.SupersetOf(new[] { a.ContentId, b.ContentId }).And.Count.EqualTo(3));
        await AssertHoldsAsync((await ChangeAsync(repository, [c]))!, [.. await UnitsAsync(small), c]);
    }

    private static void AssertCounts(RepositoryVersion version, long added, long removed) => Assert.That(
        (version.Summary.Added.GetValueOrDefault("sample.file"), version.Summary.Removed.GetValueOrDefault("sample.file")), Is.EqualTo((added, removed)));

    private async Task RemoveUnseenAsync(VersionDraft draft, params Membership[] seen)
    {
        for (long? cursor = 0; cursor is { } position;)
            cursor = await WriteAsync(session => session.Memberships.RemoveUnseenAsync(draft, key => seen.Any(unit => unit.ContentKey == key), position, 1));
    }
}
