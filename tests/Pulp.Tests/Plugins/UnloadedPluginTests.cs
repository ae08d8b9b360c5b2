using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Tests.Support;

namespace Pulp.Tests.Plugins;

/// <summary>
/// What other plugins' resources suffer from those of a plugin that is not loaded any more.
/// </summary>
[TestFixture]
internal sealed class UnloadedPluginTests
{
    private TestPulp test = null!;

    [SetUp]
    public async Task SetUp() => test = await TestPulp.StartAsync(configure: pulp => pulp.AddPlugin<OutsiderPlugin>(), keepsFolder: true);

    [TearDown]
    public async Task TearDown() => await test.DisposeAsync();

    [Test]
    public async Task What_it_needs_is_not_deleted_and_the_refusal_names_it()
    {
        var repository = await test.RepositoryAsync();
        await test.Pulp.CreateAsync(new OutsideHold { Topic = "keeper", Keeps = repository.Id });
        await RemovePluginAsync();
        var outcome = await test.Get<RepositoryChanges>().DeleteAsync(repository.Id);
        Assert.That(
            outcome,
            Is.InstanceOf<ChangeOutcome.Invalid>().With.Property(nameof(ChangeOutcome.Invalid.Errors)).Property("Values").Exactly(1).EqualTo(
                new[] { "It is still in use by: keeper (of type outsider.hold, whose plugin is not loaded: load it and delete that first)." }));
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("0"), "nothing of it is deleted");
    }

    [Test]
    public async Task A_version_it_needs_stays_and_the_repository_is_changed_as_ever()
    {
        var repository = await test.RepositoryAsync(with: made => made with { RetainRepoVersions = 1 });
        var units = await test.FilesAsync("a", "b", "c");
        var pinned = await test.Pulp.AddAsync(repository, [units[0]]);
        await test.Pulp.CreateAsync(new OutsideHold { Topic = "pinned", Pins = pinned.Id });
        await RemovePluginAsync();
        foreach (var unit in units.Skip(1))
            await test.Pulp.AddAsync(repository, [unit]);
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("3 1"));
        Assert.ThrowsAsync<RepositoryChangeException>(() => test.Pulp.DeleteAsync(pinned));
        Assert.That(await test.Get<RepositoryChanges>().DeleteAsync(repository.Id), Is.InstanceOf<ChangeOutcome.Invalid>());
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("3 1"));
    }

    private async Task RemovePluginAsync()
    {
        await test.DisposeAsync();
        test = await TestPulp.StartAsync(test.Folder);
    }

    private sealed record OutsideHold : Resource
    {
        public required string Topic { get; init; }

        [Field(References = ReferenceTarget.Repository, OnDelete = DeleteBehavior.Restrict)]
        public Guid? Keeps { get; init; }

        [Field(References = ReferenceTarget.RepositoryVersion, OnDelete = DeleteBehavior.Restrict)]
        public Guid? Pins { get; init; }

        public override string? GetKey() => Topic;
    }

    private sealed class OutsiderPlugin : PulpPlugin
    {
        public override string Label => "outsider";

        public override void Configure(PluginBuilder plugin) => plugin.AddResource<OutsideHold>("hold", "holds");
    }
}
