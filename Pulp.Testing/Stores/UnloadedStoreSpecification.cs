#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Plugins;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Stores;

/// <summary>
/// States how every <see cref="IUnloadedStore"/> looks after what is kept of plugins that are not loaded.
/// </summary>
public abstract class UnloadedStoreSpecification : ContentSpecification
{
    private static readonly PulpCatalog Without = PulpCatalog.Create(new OutsiderPlugin());

    [Test]
    public async Task What_is_loaded_is_not_counted()
    {
        await FillAsync();
        Assert.That(await ReadAsync(session => session.Unloaded.CountAsync()), Is.Empty);
        Assert.That(await ReadAsync(session => session.Unloaded.BasePathsAsync()), Is.Empty);
        Assert.That(await ReadAsync(session => session.Unloaded.ReadUnitsAsync("sample", 0, 10)), Is.Empty);
        Assert.That(await WriteAsync(session => session.Unloaded.PurgeAsync("sample", 10)), Is.Zero);
        Assert.That((await ReadAsync(session => session.Contents.QueryAsync(null, DomainId, new()))).Count, Is.EqualTo(4));
    }

    [Test]
    public async Task What_is_not_loaded_is_counted_by_type()
    {
        await FillAsync();
        var without = await OpenAsync(Without);
        var types = await without.ReadAsync(session => session.Unloaded.CountAsync());
        Assert.That(types, Is.EquivalentTo(new[]
        {
            new UnloadedType("content", "sample.bundle", 1),
            new UnloadedType("content", "sample.file", 3),
            new UnloadedType("distribution", "sample.sample", 1),
            new UnloadedType("repository", "sample.sample", 1),
        }));
        Assert.That(types.Select(type => type.Label), Is.All.EqualTo("sample"));
        Assert.That(await without.ReadAsync(session => session.Unloaded.BasePathsAsync()), Is.EqualTo(new[] { (DomainId, "served/here", "sample.sample") }));
    }

    [Test]
    public async Task Units_are_read_as_they_are_stored_a_part_at_a_time()
    {
        await FillAsync();
        var without = await OpenAsync(Without);
        var first = await without.ReadAsync(session => session.Unloaded.ReadUnitsAsync("sample", 0, 3));
        var rest = await without.ReadAsync(session => session.Unloaded.ReadUnitsAsync("sample", first[^1].StoreKey, 3));
        Assert.That(first.Concat(rest).Select(unit => unit.Type), Is.EqualTo(new[] { "sample.file", "sample.file", "sample.file", "sample.bundle" }));
        Assert.That(first[0].Document, Does.Contain("\"a\""));
        Assert.That(first[0].Files, Is.EqualTo(new[] { ("a-1.bin", (string?)HexOf("x")) }));
        Assert.That(first[1].Files, Is.EqualTo(new[] { ("b-1.bin", (string?)null) }));
        Assert.That(await without.ReadAsync(session => session.Unloaded.ReadUnitsAsync("other", 0, 10)), Is.Empty);
    }

    [Test]
    public async Task No_cleanup_of_orphans_takes_what_is_not_loaded()
    {
        await FillAsync();
        Clock.Advance(TimeSpan.FromDays(2));
        var without = await OpenAsync(Without);
        var loose = (await ReadAsync(session => session.Contents.QueryAsync(null, DomainId, new()))).Items.Select(unit => unit.Id).ToList();
        Assert.That(await without.WriteAsync(session => session.Contents.DeleteOrphansAsync(DomainId, Clock.GetUtcNow(), null, 0, 100)), Is.EqualTo((0, (long?)null)));
        Assert.That(await without.WriteAsync(session => session.Contents.DeleteOrphansAsync(DomainId, Clock.GetUtcNow(), loose, 0, 100)), Is.EqualTo((0, (long?)null)));
        Assert.That((await without.WriteAsync(session => session.Artifacts.DeleteUnreferencedAsync(DomainId, Clock.GetUtcNow(), 0, 100))).Deleted, Is.Empty);
        Assert.That((await WriteAsync(session => session.Contents.DeleteOrphansAsync(DomainId, Clock.GetUtcNow(), null, 0, 100))).Deleted, Is.EqualTo(1), "loaded again, it is an orphan like any other");
    }

    [Test]
    public async Task A_purge_leaves_nothing_of_the_plugin_and_all_of_the_others()
    {
        var repository = await FillAsync();
        var without = await OpenAsync(Without);
        var note = await InsertAsync(without, new OutsideNote { Name = "note", Watches = repository });
        await WriteAsync(session => session.States.SetAsync(repository, [new("memory", [1])]));
        await PurgeAsync(without, "sample");
        Assert.That(await without.ReadAsync(session => session.Unloaded.CountAsync()), Is.Empty);
        Assert.That(await without.ReadAsync(session => session.Resources.GetAsync(note)), Is.InstanceOf<OutsideNote>().With.Property(nameof(OutsideNote.Watches)).Null);
        Assert.That(await without.ReadAsync(session => session.States.GetAsync(repository, "memory")), Is.Null);
        Assert.That((await ReadAsync(session => session.Contents.QueryAsync(null, DomainId, new()))).Count, Is.Zero);
        Assert.That((await without.WriteAsync(session => session.Artifacts.DeleteUnreferencedAsync(DomainId, Clock.GetUtcNow() + TimeSpan.FromDays(1), 0, 100))).Deleted, Has.Count.EqualTo(1));
        await FillAsync();
    }

    [Test]
    public async Task A_purge_takes_what_was_granted_on_the_plugins_objects()
    {
        var repository = await FillAsync();
        var prn = $"prn:sample.samplerepository:{repository}";
        await WriteAsync(session => session.Access.Roles.SaveAsync(new Access.Role { Name = "sample.samplerepository_owner", Locked = true }));
        await WriteAsync(session => session.Access.Roles.SaveAsync(new Access.Role { Name = "sample.own", Locked = false }));
        await WriteAsync(session => session.Access.Roles.SaveAsync(new Access.Role { Name = "samples.other", Locked = true }));
        await WriteAsync(async session =>
        {
            var user = (await session.Access.Users.InsertAsync(new Access.User { Username = "jane" }))!.Id;
            await session.Access.Grants.AddAsync(new Access.Grant(Guid.Empty, user, null, "sample.own", repository.ToString(), prn, default));
        });
        Assert.That(await ReadAsync(session => session.Access.Grants.OnObjectAsync(repository.ToString())), Has.Count.EqualTo(1));
        await PurgeAsync(await OpenAsync(Without), "sample");
        Assert.That(await ReadAsync(session => session.Access.Roles.FindAsync("sample.samplerepository_owner")), Is.Null);
        Assert.That(await ReadAsync(session => session.Access.Roles.FindAsync("sample.own")), Is.Not.Null, "it is a user's");
        Assert.That(await ReadAsync(session => session.Access.Roles.FindAsync("samples.other")), Is.Not.Null);
        Assert.That(await ReadAsync(session => session.Access.Grants.OnObjectAsync(repository.ToString())), Is.Empty);
    }

    [Test]
    public async Task A_purge_does_nothing_while_another_plugins_resource_needs_something()
    {
        var repository = await FillAsync();
        var without = await OpenAsync(Without);
        await InsertAsync(without, new OutsideNote { Name = "keeper", Keeps = repository });
        var refused = Assert.ThrowsAsync<StoreException>(() => PurgeAsync(without, "sample"));
        Assert.That(refused!.Message, Does.Contain("outsider.note 'keeper'").And.Contain("keeps"));
        Assert.That((await without.ReadAsync(session => session.Unloaded.CountAsync())).Sum(type => type.Count), Is.EqualTo(6));
    }

    [Test]
    public async Task What_a_resource_that_is_not_loaded_needs_is_not_deleted_and_the_resource_is_named()
    {
        var repository = await FillAsync();
        var keeper = await InsertAsync(await OpenAsync(Without), new OutsideNote { Name = "keeper", Keeps = repository });
        await WriteAsync(session => session.Versions.DeleteAllAsync(repository));
        var blocking = await ReadAsync(session => session.Resources.BlockingAsync(repository));
        Assert.That(blocking, Is.EqualTo(new[] { new BlockingResource(keeper, "outsider.note", "keeper", IsLoaded: false) }));
        Assert.That(await WriteAsync(session => session.Resources.DeleteAsync(repository)), Is.EqualTo(blocking));
        Assert.That(await ReadAsync(session => session.Resources.GetAsync(repository)), Is.Not.Null);
    }

    private static async Task PurgeAsync(IPulpDatabase database, string label)
    {
        while (await database.WriteAsync(session => session.Unloaded.PurgeAsync(label, 2)) > 0)
        {
        }
    }

    private static async Task<Guid> InsertAsync(IPulpDatabase database, Resource resource) =>
        ((ResourceOutcome.Saved)await database.WriteAsync(session => session.Resources.InsertAsync(resource))).Resource.Id;

    // Three units in a version, one in none, and a distribution.
    private async Task<Guid> FillAsync()
    {
        var artifact = await SaveArtifactAsync("x");
        var first = await SaveAsync(File("a"), new NewContentFile("a-1.bin", artifact.StoreKey, []));
        var second = await SaveAsync(File("b"), new NewContentFile("b-1.bin", null, []));
        await SaveAsync(File("loose"));
        var bundle = await SaveAsync(new SampleBundle { Name = "bundle", Needs = [File("a")] });
        var repository = await CreateRepositoryAsync("one");
        await ChangeAsync(repository, [first, second]);
        await ChangeAsync(repository, [bundle], [second]);
        await CreateAsync(new SampleDistribution { Name = "here", BasePath = "served/here", Repository = repository });
        return repository;
    }

    private sealed record OutsideNote : Resource
    {
        public required string Name { get; init; }

        [Field(References = ReferenceTarget.Repository, OnDelete = DeleteBehavior.SetNull)]
        public Guid? Watches { get; init; }

        [Field(References = ReferenceTarget.Repository, OnDelete = DeleteBehavior.Restrict)]
        public Guid? Keeps { get; init; }

        public override string? GetKey() => Name;
    }

    private sealed class OutsiderPlugin : PulpPlugin
    {
        public override string Label => "outsider";

        public override void Configure(PluginBuilder plugin) => plugin.AddResource<OutsideNote>("note", "notes");
    }
}
