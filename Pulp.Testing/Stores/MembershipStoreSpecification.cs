#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.ContentTypes;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Stores;

/// <summary>
/// States how every <see cref="IMembershipStore"/> changes drafts and finds units in versions.
/// </summary>
public abstract class MembershipStoreSpecification : ContentSpecification
{
    private Guid repository;

    private ContentType FileType => Catalog.ContentTypeOf(typeof(SampleFile));

    [SetUp]
    public async Task CreateRepositoryAsync() => repository = await CreateRepositoryAsync("one");

    [Test]
    public async Task A_newer_unit_takes_the_place_of_an_older_one_with_its_repository_key()
    {
        var (old, other, next) = (await SaveAsync(File("a", bytes: "1")), await SaveAsync(File("b")), await SaveAsync(File("a", bytes: "2")));
        var first = (await ChangeAsync(repository, [old, other]))!;
        var second = (await ChangeAsync(repository, [next]))!;
        await AssertHoldsAsync(second, next, other);
        Assert.That((await FindAsync(0), await FindAsync(1), await FindAsync(2)), Is.EqualTo(((Guid?)null, (Guid?)old.ContentId, (Guid?)next.ContentId)));
        Assert.That((first.Summary.Present["sample.file"], second.Summary.Present["sample.file"]), Is.EqualTo((2L, 2L)));

        async Task<Guid?> FindAsync(long number)
        {
            var version = (await ReadAsync(session => session.Versions.FindAsync(repository, number)))!;
            return (await ReadAsync(session => session.Memberships.FindAsync(version, old.RepositoryKey)))?.Id;
        }
    }

    [Test]
    public async Task What_belongs_to_units_is_found_in_the_version_that_holds_it()
    {
        var (signed, other) = (await SaveAsync(File("signed")), await SaveAsync(File("other")));
        var signature = await SaveAsync(new SampleBundle { Name = "signature", BelongsTo = File("signed") });
        var needing = await SaveAsync(new SampleBundle { Name = "needing", Needs = [File("signed")] });
        var first = (await ChangeAsync(repository, [signed, other, signature, needing]))!;
        var second = (await ChangeAsync(repository, [], [signature]))!;
        Assert.That(await BelongingAsync(first, signed.ContentKey, other.ContentKey), Is.EqualTo(new[] { signature.ContentKey }));
        Assert.That(await BelongingAsync(first, other.ContentKey), Is.Empty);
        Assert.That(await BelongingAsync(second, signed.ContentKey), Is.Empty);

        Task<IReadOnlyList<long>> BelongingAsync(Repositories.RepositoryVersion version, params long[] keys) => ReadAsync(session => session.Memberships.BelongingAsync(version, keys));
    }

    [Test]
    public async Task What_only_gone_units_needed_and_what_belonged_to_them_goes_with_them()
    {
        var (shared, own, lone) = (await SaveAsync(File("shared")), await SaveAsync(File("own")), await SaveAsync(File("lone")));
        var going = await SaveAsync(new SampleBundle { Name = "going", Needs = [File("shared"), File("own"), File("absent")] });
        var staying = await SaveAsync(new SampleBundle { Name = "staying", Needs = [File("shared")] });
        var signature = await SaveAsync(new SampleBundle { Name = "signature", BelongsTo = File("own") });
        await ChangeAsync(repository, [shared, own, lone, going, staying, signature]);
        await ChangeAsync(await CreateRepositoryAsync("another"), [shared, own, going]);

        await WriteAsync(async session =>
        {
            var draft = await session.Versions.BeginAsync(repository, staged: false);
            Assert.That(await session.Memberships.DependentsAsync(draft, []), Is.Empty);
            await session.Memberships.RemoveAsync(draft, [going.ContentKey]);
            Assert.That(await session.Memberships.DependentsAsync(draft, [going.ContentKey]), Is.EqualTo(new[] { own.ContentKey }), "What another unit needs stays, and what nobody needed.");
            await session.Memberships.RemoveAsync(draft, [own.ContentKey]);
            Assert.That(await session.Memberships.DependentsAsync(draft, [own.ContentKey]), Is.EqualTo(new[] { signature.ContentKey }));
            await session.Memberships.RemoveAsync(draft, [signature.ContentKey]);
            Assert.That(await session.Memberships.DependentsAsync(draft, [signature.ContentKey]), Is.Empty);
            await session.Versions.CompleteAsync(draft);
        });
        await AssertHoldsAsync(await LatestAsync(repository), shared, lone, staying);
    }

    [Test]
    public async Task Each_unit_is_told_what_became_of_it()
    {
        var (a1, a2, b) = (await SaveAsync(File("a", bytes: "1")), await SaveAsync(File("a", bytes: "2")), await SaveAsync(File("b")));
        await ChangeAsync(repository, [a1]);
        await WriteAsync(async session =>
        {
            var draft = await session.Versions.BeginAsync(repository, staged: false);
            Assert.That(await session.Memberships.AddAsync(draft, [a1, a2, b, b], replace: false), Is.EqualTo(new[]
            {
                MembershipOutcome.Kept, MembershipOutcome.Refused, MembershipOutcome.Added, MembershipOutcome.Kept,
            }));
            Assert.That(await session.Memberships.AddAsync(draft, [a2, a1, a2]), Is.EqualTo(new[]
            {
                MembershipOutcome.Replaced, MembershipOutcome.Replaced, MembershipOutcome.Replaced,
            }));
            Assert.That(await session.Memberships.RemoveAsync(draft, [a1.ContentKey, a2.ContentKey, 999]), Is.EqualTo(1));
            Assert.That(await session.Memberships.RemoveAllAsync(draft), Is.EqualTo(1));
            var version = (await session.Versions.CompleteAsync(draft))!;
            Assert.That((version.Summary.Added.Count, version.Summary.Removed["sample.file"], version.Summary.Present.Count), Is.EqualTo((0, 1L, 0)));
        });
    }

    [Test]
    public async Task Nothing_is_changed_outside_a_write()
    {
        var draft = await StageAsync(repository);
        Assert.That(() => ReadAsync(session => session.Memberships.AddAsync(draft, [])), Throws.InvalidOperationException);
        Assert.That(() => ReadAsync(session => session.Versions.BeginAsync(repository, staged: false)), Throws.InvalidOperationException);
        Assert.That(() => ReadAsync(session => session.Contents.SaveAsync(DomainId, [])), Throws.InvalidOperationException);
    }

    [Test]
    public async Task A_group_is_read_as_it_was_in_each_version()
    {
        var units = await SaveAllAsync(File("a", 1), File("a", 2), File("b", 1), new SampleMark { Target = "a", Text = "x" });
        var first = (await ChangeAsync(repository, [units[1], units[2], units[3]]))!;
        var second = (await ChangeAsync(repository, [units[0]], [units[2]]))!;
        Assert.That(await VersionsAsync(first.Number, "a"), Is.EqualTo(new[] { "2" }));
        Assert.That(await VersionsAsync(second.Number, "a"), Is.EqualTo(new[] { "2", "1" }));
        Assert.That(await VersionsAsync(second.Number, "b"), Is.Empty);
        Assert.That(await VersionsAsync(second.Number, "c"), Is.Empty);
        var identities = await ReadAsync(session => session.Memberships.GroupIdentitiesAsync(second, FileType, "a"));
        Assert.That(identities, Is.EqualTo(new[] { new ContentIdentity(units[1].ContentKey, units[1].ContentId), new ContentIdentity(units[0].ContentKey, units[0].ContentId) }));

        async Task<IEnumerable<string>> VersionsAsync(long number, string group)
        {
            var version = (await ReadAsync(session => session.Versions.FindAsync(repository, number)))!;
            return (await ReadAsync(session => session.Memberships.GroupAsync(version, FileType, group))).Cast<SampleFile>().Select(file => file.Version);
        }
    }

    [Test]
    public async Task Groups_are_listed_in_order_a_part_at_a_time()
    {
        var units = await SaveAllAsync([.. ((string[])["b", "a", "Z", "ä", "c", "gone"]).SelectMany(name => (int[])[1, 2, 3], (name, version) => File(name, version))]);
        await ChangeAsync(repository, units);
        var version = (await ChangeAsync(repository, remove: [.. units.Where(unit => unit.GroupKey == "gone")]))!;
        var seen = new List<string>();
        while (await ReadAsync(session => session.Memberships.GroupsAsync(version, FileType, seen.LastOrDefault(), 2)) is { Count: > 0 } part)
            seen.AddRange(part);
        Assert.That(seen, Is.EqualTo(new[] { "Z", "a", "b", "c", "ä" }));
        Assert.That(await ReadAsync(session => session.Memberships.GroupsAsync(version, Catalog.ContentTypeOf(typeof(SampleMark)), null, 10)), Is.Empty);
    }

    [Test]
    public async Task A_version_is_walked_by_type()
    {
        var units = await SaveAllAsync([.. "abcde".Select(name => File($"{name}")), .. "abc".Select(name => new SampleMark { Target = $"{name}", Text = "x" })]);
        var version = (await ChangeAsync(repository, units))!;
        var marks = await UnitsAsync(version, Catalog.ContentTypeOf(typeof(SampleMark)), 2);
        Assert.That(marks, Is.EqualTo(units[5..]));
        Assert.That(await UnitsAsync(version, part: 3), Is.EqualTo(units));
        Assert.That(await UnitsAsync((await ReadAsync(session => session.Versions.FindAsync(repository, 0)))!), Is.Empty);
    }

    [Test]
    public async Task Versions_of_two_repositories_are_compared()
    {
        var units = await SaveAllAsync([.. "abcdef".Select(name => File($"{name}"))]);
        var one = (await ChangeAsync(repository, units[..4]))!;
        var two = (await ChangeAsync(await CreateRepositoryAsync("two"), units[2..]))!;
        Assert.That(await DiffAsync(one, two, added: true), Is.EqualTo(units[4..].Select(unit => unit.ContentId)));
        Assert.That(await DiffAsync(one, two, added: false), Is.EqualTo(units[..2].Select(unit => unit.ContentId)));
    }

    [Test]
    public async Task A_version_is_copied_to_another_repository()
    {
        var units = await SaveAllAsync([.. "abcdef".Select(name => File($"{name}")), File("a", bytes: "other"), new SampleMark { Target = "a", Text = "x" }]);
        await ChangeAsync(repository, units[..4]);
        var source = (await ChangeAsync(repository, [units[7]], units[..1]))!;
        var target = await CreateRepositoryAsync("two");
        foreach (var before in (List<Membership>[])[[], units[3..7], [units[6], units[7]]])
        {
            await ChangeAsync(target, before);
            var copy = (await WriteAsync(async session =>
            {
                var draft = await session.Versions.BeginAsync(target, staged: false, source.Id);
                await session.Memberships.CopyAsync(draft, source);
                return await session.Versions.CompleteAsync(draft);
            }))!;
            await AssertHoldsAsync(copy, units[1], units[2], units[3], units[7]);
            Assert.That(copy.SetHash, Is.EqualTo(source.SetHash));
        }
    }

    [Test]
    public async Task Looking_up_a_key_costs_the_same_however_often_it_was_replaced()
    {
        Membership last = default;
        for (var push = 0; push < 50; push++)
            await ChangeAsync(repository, [last = await SaveAsync(File("tag", bytes: $"{push}"))]);
        var latest = await LatestAsync(repository);
        Assert.That((await ReadAsync(session => session.Memberships.FindAsync(latest, last.RepositoryKey)))!.Value.Id, Is.EqualTo(last.ContentId));
        await AssertHoldsAsync(latest, last);
    }
}
