using Pulp.Data.Tests.Support;
using Pulp.Domains;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Data.Tests.Sqlite;

public sealed class SqliteKeysTests
{
    private readonly SqliteTestFolder folder = new();
    private readonly PulpCatalog catalog = PulpCatalog.Create(new SamplePlugin());

    [TearDown]
    public Task TearDown() => folder.DeleteAsync();

    [Test]
    public async Task An_upgrade_keeps_every_version_and_still_knows_which_units_share_a_place()
    {
        Guid repository;
        Membership old, stays, loose, newer = default;
        await using (var database = await SqliteTestDatabase.OpenAsync(folder.DatabasePath, catalog))
        {
            repository = await CreateRepositoryAsync(database, "one");
            (loose, old, newer, stays) = (await SaveAsync(database, "f", "loose"), await SaveAsync(database, "f", "old"), await SaveAsync(database, "f", "newer"), await SaveAsync(database, "g", "only"));
            await AddAsync(database, repository, old, stays);
            await AddAsync(database, repository, newer);
            await SchemaUndo.FromAsync(database, 5);
        }

        await using var upgraded = await SqliteTestDatabase.OpenAsync(folder.DatabasePath, catalog);
        Assert.That(await ReadAsync(upgraded, repository, 1), Is.EquivalentTo(new[] { old, stays }));
        Assert.That(await ReadAsync(upgraded, repository, 2), Is.EquivalentTo(new[] { newer, stays }));

        Assert.That(await AddAsync(upgraded, repository, loose), Is.EqualTo(new[] { MembershipOutcome.Replaced }));
        Assert.That(await ReadAsync(upgraded, repository, 3), Is.EquivalentTo(new[] { loose, stays }));
        Assert.That(await AddAsync(upgraded, repository, loose, stays), Is.EqualTo(new[] { MembershipOutcome.Kept, MembershipOutcome.Kept }));
    }

    [Test]
    public async Task A_unit_from_before_that_comes_first_to_its_place_holds_it()
    {
        Membership loose;
        await using (var database = await SqliteTestDatabase.OpenAsync(folder.DatabasePath, catalog))
        {
            loose = await SaveAsync(database, "f", "loose");
            await SchemaUndo.FromAsync(database, 5);
        }

        await using var upgraded = await SqliteTestDatabase.OpenAsync(folder.DatabasePath, catalog);
        var repository = await CreateRepositoryAsync(upgraded, "one");
        Assert.That(await AddAsync(upgraded, repository, loose), Is.EqualTo(new[] { MembershipOutcome.Added }));
        var found = await upgraded.ReadAsync(async session =>
            await session.Memberships.FindAsync((await session.Versions.FindAsync(repository, 1))!, loose.RepositoryKey));
        Assert.That(found?.Id, Is.EqualTo(loose.ContentId));
        Assert.That(await AddAsync(upgraded, repository, await SaveAsync(upgraded, "f", "newer")), Is.EqualTo(new[] { MembershipOutcome.Replaced }));
    }

    [Test]
    public async Task A_place_is_still_known_when_the_first_unit_that_had_it_is_gone()
    {
        await using var database = await SqliteTestDatabase.OpenAsync(folder.DatabasePath, catalog);
        var first = await SaveAsync(database, "f", "first");
        var second = await SaveAsync(database, "f", "second");
        var repository = await CreateRepositoryAsync(database, "one");
        await AddAsync(database, repository, second);
        await database.WriteAsync(session => session.Contents.DeleteOrphansAsync(Domain.DefaultId, DateTimeOffset.MaxValue, [first.ContentId], 0, 10));
        Assert.That(await database.ReadAsync(session => session.Contents.GetAsync([first.ContentId])), Is.Empty);

        var third = await SaveAsync(database, "f", "third");
        Assert.That(await AddAsync(database, repository, third), Is.EqualTo(new[] { MembershipOutcome.Replaced }));
        Assert.That(await ReadAsync(database, repository, 2), Is.EqualTo(new[] { third }));
    }

    private static Task<Guid> CreateRepositoryAsync(IPulpDatabase database, string name) => database.WriteAsync(async session =>
    {
        var saved = (ResourceOutcome.Saved)await session.Resources.InsertAsync(new SampleRepository { Name = name });
        await session.Versions.CreateFirstAsync(saved.Resource.Id);
        return saved.Resource.Id;
    });

    private static async Task<IReadOnlyList<MembershipOutcome>> AddAsync(IPulpDatabase database, Guid repository, params Membership[] units) => await database.WriteAsync(async session =>
    {
        var draft = await session.Versions.BeginAsync(repository, staged: false);
        var outcomes = await session.Memberships.AddAsync(draft, units);
        await session.Versions.CompleteAsync(draft);
        return outcomes;
    });

    private static async Task<IReadOnlyList<Membership>> ReadAsync(IPulpDatabase database, Guid repository, long number) => await database.ReadAsync(async session =>
        (await session.Memberships.ScanAsync((await session.Versions.FindAsync(repository, number))!, null, 0, 100)).Units);

    private async Task<Membership> SaveAsync(IPulpDatabase database, string name, string bytes)
    {
        var content = new SampleFile
        {
            Name = name, Version = "1",
            Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(bytes))),
        };
        var type = catalog.ContentTypeOf(content);
        var saved = await database.WriteAsync(session => session.Contents.SaveAsync(Domain.DefaultId, [new NewContent(type, content, type.NaturalKey(content), [])]));
        return new Membership(saved[0].Identity.StoreKey, saved[0].Identity.Id, type, type.RepositoryKey(content), type.GroupKey(content));
    }
}
