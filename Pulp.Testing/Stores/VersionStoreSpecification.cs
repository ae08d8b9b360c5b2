#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Testing.Stores;

/// <summary>
/// States how every <see cref="IVersionStore"/> makes versions.
/// </summary>
public abstract class VersionStoreSpecification : ContentSpecification
{
    [Test]
    public async Task A_repository_begins_with_the_empty_version_0()
    {
        var repository = await CreateRepositoryAsync("one");
        var version = await LatestAsync(repository);
        Assert.That((version.Number, version.RepositoryId, version.Created, version.BaseVersion), Is.EqualTo((0L, repository, Clock.GetUtcNow(), (Guid?)null)));
        await AssertHoldsAsync(version);
        Assert.That(await ReadAsync(session => session.Versions.GetAsync(version.Id)), Is.EqualTo(version).Using<RepositoryVersion>(Same));
    }

    [Test]
    public async Task A_change_makes_the_next_version_and_counts_what_it_did()
    {
        var repository = await CreateRepositoryAsync("one");
        var units = await SaveAllAsync(File("a"), File("b"), File("c"));
        var first = (await ChangeAsync(repository, units[..2]))!;
        Clock.Advance(TimeSpan.FromSeconds(1));
        var second = (await ChangeAsync(repository, units[2..], units[..1]))!;
        Assert.That((first.Number, second.Number), Is.EqualTo((1L, 2L)));
        Assert.That(second.Ordinal, Is.GreaterThan(first.Ordinal));
        Assert.That(second.Created, Is.EqualTo(Clock.GetUtcNow()));
        Assert.That(second.Summary.Added, Is.EquivalentTo(new Dictionary<string, long> { ["sample.file"] = 1 }));
        Assert.That(second.Summary.Removed, Is.EquivalentTo(new Dictionary<string, long> { ["sample.file"] = 1 }));
        await AssertHoldsAsync(await LatestAsync(repository), units[1..]);
        await AssertHoldsAsync(first, units[..2]);
        Assert.That((await ReadAsync(session => session.Versions.FindAsync(repository, 1)))!.Id, Is.EqualTo(first.Id));
        Assert.That(await ReadAsync(session => session.Versions.FindAsync(repository, 3)), Is.Null);
        Assert.That(await ReadAsync(session => session.Versions.FindAsync(Guid.NewGuid())), Is.Null);
    }

    [Test]
    public async Task A_change_that_changes_nothing_makes_no_version()
    {
        var repository = await CreateRepositoryAsync("one");
        var units = await SaveAllAsync(File("a"), File("b"));
        await ChangeAsync(repository, units[..1]);
        Assert.That(await ChangeAsync(repository, units[..1]), Is.Null, "added what is there");
        Assert.That(await ChangeAsync(repository, units[..1], units[..1]), Is.Null, "removed and added again");
        Assert.That(await ChangeAsync(repository, remove: units[1..]), Is.Null, "removed what is not there");
        var cancelled = await WriteAsync(async session =>
        {
            var draft = await session.Versions.BeginAsync(repository, staged: false);
            await session.Memberships.AddAsync(draft, units[1..]);
            await session.Memberships.RemoveAsync(draft, [units[1].ContentKey]);
            await session.Memberships.RemoveAllAsync(draft);
            await session.Memberships.AddAsync(draft, units[..1]);
            return await session.Versions.CompleteAsync(draft);
        });
        Assert.That(cancelled, Is.Null, "added and removed again");
        var staged = await StageAsync(repository);
        await AddAsync(staged, units[0]);
        Assert.That(await CompleteAsync(staged), Is.Null);
        Assert.That((await ReadAsync(session => session.Versions.QueryAsync(repository, DomainId, new()))).Count, Is.EqualTo(2));
        Assert.That((await ChangeAsync(repository, units[1..]))!.Number, Is.EqualTo(2), "Numbers are given to versions only.");
    }

    [Test]
    public async Task A_replacement_that_is_taken_back_changes_nothing()
    {
        var repository = await CreateRepositoryAsync("one");
        var (old, other) = (await SaveAsync(File("a", bytes: "old")), await SaveAsync(File("a", bytes: "new")));
        await ChangeAsync(repository, [old]);
        Assert.That(await ChangeAsync(repository, [other, old]), Is.Null);
        Assert.That((await ChangeAsync(repository, [other, old, other]))!.Summary.Present, Is.EquivalentTo(new Dictionary<string, long> { ["sample.file"] = 1 }));
    }

    [Test]
    public async Task Nothing_of_a_draft_shows_before_it_is_complete()
    {
        var repository = await CreateRepositoryAsync("one");
        var units = await SaveAllAsync(File("a"), File("b"));
        var first = await ChangeAsync(repository, units[..1]);
        var draft = await WriteAsync(session => session.Versions.BeginAsync(repository, staged: false));
        await WriteAsync(session => session.Memberships.AddAsync(draft, units[1..]));
        await WriteAsync(session => session.Memberships.RemoveAsync(draft, [units[0].ContentKey]));
        Assert.That((await LatestAsync(repository)).Id, Is.EqualTo(first!.Id));
        await AssertHoldsAsync(first, units[..1]);
        Assert.That(await ReadAsync(session => session.Versions.GetAsync(draft.Id)), Is.Null);
        Assert.That((await ReadAsync(session => session.Versions.QueryAsync(null, DomainId, new()))).Count, Is.EqualTo(2));
        var version = (await CompleteAsync(draft))!;
        Assert.That(version.Id, Is.EqualTo(draft.Id));
        await AssertHoldsAsync(version, units[1..]);
        Assert.That(() => CompleteAsync(draft), Throws.InvalidOperationException);
    }

    [Test]
    public async Task An_aborted_draft_leaves_nothing()
    {
        var repository = await CreateRepositoryAsync("one");
        var units = await SaveAllAsync(File("a"), File("b"), File("c"));
        var first = (await ChangeAsync(repository, units[..2]))!;
        foreach (var staged in (bool[])[false, true])
        {
            var draft = await WriteAsync(session => session.Versions.BeginAsync(repository, staged));
            await AddAsync(draft, units[2]);
            await WriteAsync(session => session.Memberships.RemoveAsync(draft, [units[0].ContentKey, units[1].ContentKey]));
            var calls = 1;
            while (!await WriteAsync(session => session.Versions.AbortAsync(draft, 1)))
                calls++;
            Assert.That(calls, Is.GreaterThan(2));
            Assert.That(await WriteAsync(session => session.Versions.AbortAsync(draft)));
            await AssertHoldsAsync(first, units[..2]);
        }

        Assert.That(await ReadAsync(session => session.Versions.AbandonedDraftsAsync()), Is.Empty);
        await AssertHoldsAsync((await ChangeAsync(repository, units[2..]))!, units);
    }

    [Test]
    public async Task Drafts_of_a_process_that_ended_are_found_and_aborted()
    {
        var repository = await CreateRepositoryAsync("one");
        var units = await SaveAllAsync(File("a"), File("b"));
        var first = (await ChangeAsync(repository, units[..1]))!;
        await AddAsync(await StageAsync(repository), units[1]);
        var draft = await WriteAsync(session => session.Versions.BeginAsync(repository, staged: false));
        await WriteAsync(session => session.Memberships.RemoveAllAsync(draft));
        var other = await OpenAsync(Catalog);
        var abandoned = await other.ReadAsync(session => session.Versions.AbandonedDraftsAsync());
        Assert.That(abandoned.Select(left => (left.RepositoryId, left.IsStaged)), Is.EquivalentTo(new[] { (repository, true), (repository, false) }));
        foreach (var left in abandoned)
            Assert.That(await other.WriteAsync(session => session.Versions.AbortAsync(left)));
        await AssertHoldsAsync(first, units[..1]);
        Assert.That(await other.ReadAsync(session => session.Versions.AbandonedDraftsAsync()), Is.Empty);
    }

    [Test]
    public async Task A_repository_has_one_open_draft_of_each_kind()
    {
        var repository = await CreateRepositoryAsync("one");
        await StageAsync(repository);
        await WriteAsync(session => session.Versions.BeginAsync(repository, staged: false));
        Assert.That(() => StageAsync(repository), Throws.InvalidOperationException);
        Assert.That(() => WriteAsync(session => session.Versions.BeginAsync(repository, staged: false)), Throws.InvalidOperationException);
        await StageAsync(await CreateRepositoryAsync("two"));
    }

    [Test]
    public async Task What_a_failed_transaction_did_to_a_draft_is_not_counted()
    {
        var repository = await CreateRepositoryAsync("one");
        var units = await SaveAllAsync(File("a"), File("b"));
        var draft = await StageAsync(repository);
        await AddAsync(draft, units[0]);
        Assert.That(
            () => WriteAsync(async session =>
            {
                await session.Memberships.AddAsync(draft, units);
                throw new FormatException();
            }),
            Throws.TypeOf<FormatException>());
        await AddAsync(draft, units[1]);
        await AssertHoldsAsync((await CompleteAsync(draft))!, units);
    }

    [Test]
    public async Task The_base_a_caller_names_is_recorded_until_it_is_deleted()
    {
        var (one, two) = (await CreateRepositoryAsync("one"), await CreateRepositoryAsync("two"));
        var unit = await SaveAsync(File("a"));
        var source = (await ChangeAsync(one, [unit]))!;
        await ChangeAsync(one, remove: [unit]);
        var copy = (await WriteAsync(async session =>
        {
            var draft = await session.Versions.BeginAsync(two, staged: false, source.Id);
            await session.Memberships.CopyAsync(draft, source);
            return await session.Versions.CompleteAsync(draft);
        }))!;
        Assert.That(copy.BaseVersion, Is.EqualTo(source.Id));
        Assert.That(copy.SetHash, Is.EqualTo(source.SetHash));
        await WriteAsync(session => session.Versions.DeleteAsync(source.Id));
        Assert.That((await LatestAsync(two)).BaseVersion, Is.Null);
        await AssertHoldsAsync(copy, unit);
    }

    [Test]
    public async Task Versions_are_listed_by_number_content_and_repository()
    {
        var (one, two) = (await CreateRepositoryAsync("one"), await CreateRepositoryAsync("two"));
        var units = await SaveAllAsync(File("a"), File("b"));
        await ChangeAsync(one, units[..1]);
        await ChangeAsync(one, units[1..]);
        await ChangeAsync(one, remove: units[..1]);
        await ChangeAsync(two, units[..1]);
        Assert.That(await NumbersAsync(one, null), Is.EqualTo(new[] { 3, 2, 1, 0 }));
        Assert.That(await NumbersAsync(one, new Condition.Compare("number", Comparison.Less, 2L)), Is.EqualTo(new[] { 1, 0 }));
        Assert.That(await NumbersAsync(one, Condition.Equal("content", units[0].ContentId)), Is.EqualTo(new[] { 2, 1 }));
        Assert.That(await NumbersAsync(one, new Condition.Compare("content", Comparison.In, (Guid[])[units[0].ContentId, units[1].ContentId])), Is.EqualTo(new[] { 3, 2, 1 }));
        Assert.That(await NumbersAsync(null, Condition.Equal("content", units[0].ContentId)), Is.EquivalentTo(new[] { 1, 2, 1 }));
        Assert.That(await NumbersAsync(null, Condition.Equal("repository", two)), Is.EqualTo(new[] { 1, 0 }));
        Assert.That((await ReadAsync(session => session.Versions.QueryAsync(null, Guid.NewGuid(), new()))).Count, Is.Zero);
    }

    private static bool Same(RepositoryVersion left, RepositoryVersion right) =>
        left with { Summary = ContentSummary.Empty } == right with { Summary = ContentSummary.Empty };

    private async Task<IEnumerable<long>> NumbersAsync(Guid? repository, Condition? where) =>
        (await ReadAsync(session => session.Versions.QueryAsync(repository, DomainId, new Query { Where = where }))).Items.Select(version => version.Number);
}
