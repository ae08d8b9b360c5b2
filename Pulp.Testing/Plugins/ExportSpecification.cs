#pragma warning disable CS1591 // The names of the tests are the documentation.
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Pulp.Repositories;
using Pulp.Tasking;
using Pulp.Transfer;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Specifies that versions go from one Pulp to another without a network between them: as a bundle with everything, or what is new since another version.
/// </summary>
/// <remarks>A plugin does nothing for it. What a unit is must be in its document and its files alone, for nothing else goes along.</remarks>
/// <typeparam name="TScenario">What the plugin's author tells of the plugin.</typeparam>
public abstract class ExportSpecification<TScenario> : ScenarioSpecification<TScenario>
    where TScenario : PluginScenario, new()
{
    private PluginServer other = null!;
    private string folder = "";

    /// <summary>Initializes the fixture.</summary>
    /// <param name="loading">How the plugin comes into the server.</param>
    protected ExportSpecification(PluginLoading loading)
        : base(loading)
    {
    }

    private PulpInstance Here => Server.Services.GetRequiredService<PulpInstance>();

    private PulpInstance There => other.Services.GetRequiredService<PulpInstance>();

    [SetUp]
    public async Task StartTheOtherPulpAsync()
    {
        other = await StartOtherServerAsync();
        folder = Path.Combine(other.Folder, "bundles");
    }

    [TearDown]
    public async Task StopTheOtherPulpAsync()
    {
        if (other is not null)
            await other.DisposeAsync();
        other = null!;
    }

    [Test]
    public async Task A_version_is_the_same_in_another_Pulp()
    {
        var units = NewUnits(2);
        var served = await ServeAsync(units);
        var version = await LatestAsync(served);

        var exported = await ExportAsync(version);
        var imported = await ImportAsync(exported);

        var arrived = await ServeThereAsync(served.Name);
        Assert.That(await other.DescribeAsync(await LatestThereAsync(served.Name)), Is.EqualTo(await Server.DescribeAsync(version)).And.Not.Empty);
        Assert.That(imported.Repositories.Select(repository => repository.SetHash), Is.EqualTo(exported.Repositories.Select(repository => repository.SetHash)));
        foreach (var unit in units)
            await arrived.AssertServesAsync(unit);
        Assert.That(Directory.GetFiles(folder), Is.EquivalentTo(exported.Files.Append(exported.TableOfContents).Select(file => file.Path)));
        Assert.That(other.Leftovers().Concat(Server.Leftovers()), Is.Empty);
    }

    [Test]
    public async Task An_import_that_was_done_already_makes_no_version()
    {
        var served = await ServeAsync(NewUnits(2));
        var exported = await ExportAsync(await LatestAsync(served));
        await ImportAsync(exported);
        var before = await LatestThereAsync(served.Name);

        var again = await ImportAsync(exported);

        Assert.That(again.Repositories.Select(repository => (repository.VersionId, repository.Added, repository.Removed)), Is.EqualTo(new[] { ((Guid?)null, 0L, 0L) }));
        Assert.That((await LatestThereAsync(served.Name)).Id, Is.EqualTo(before.Id));
        Assert.That(again.Artifacts, Is.Zero);
    }

    [Test]
    public async Task An_increment_brings_what_is_new_and_takes_what_is_gone()
    {
        var units = NewUnits(3);
        var served = await ServeAsync(units[..2]);
        var first = await LatestAsync(served);
        await ImportAsync(await ExportAsync(first));
        await AddAsync(served, units[2]);
        await served.RemoveAsync(units[0]);
        var second = await LatestAsync(served);

        var increment = await ExportAsync(second, first);
        await ImportAsync(increment);

        Assert.That(increment.Repositories.Single().Carried, Is.LessThan(increment.Repositories.Single().Units));
        Assert.That(await other.DescribeAsync(await LatestThereAsync(served.Name)), Is.EqualTo(await Server.DescribeAsync(second)));
        var arrived = await ServeThereAsync(served.Name);
        await arrived.AssertServesNotAsync(units[0]);
        await arrived.AssertServesAsync(units[1]);
        await arrived.AssertServesAsync(units[2]);
    }

    [Test]
    public async Task An_increment_changes_nothing_where_what_it_builds_upon_is_missing()
    {
        var units = NewUnits(2);
        var served = await ServeAsync(units[..1]);
        var first = await LatestAsync(served);
        await AddAsync(served, units[1]);

        var increment = await ExportAsync(await LatestAsync(served), first);
        var failure = Assert.ThrowsAsync<TaskFailedException>(() => ImportAsync(increment))!;

        Assert.That(failure.Task.Error?.Code, Is.EqualTo("transfer.base_missing"), failure.Message);
        Assert.That(await FindThereAsync(served.Name), Is.Null);
        Assert.That(other.Leftovers(), Is.Empty);
    }

    [Test]
    public async Task What_is_only_promised_is_not_exported_until_it_is_fetched()
    {
        if (!Covers(typeof(OnDemandSpecification<>)))
            Assert.Ignore("The plugin promises no files.");
        var units = NewUnits(2);
        Scenario.Offer(Upstream, units);
        var served = await ServeAsync("on_demand");
        await served.SyncAsync();
        var promised = await LatestAsync(served);

        var failure = Assert.ThrowsAsync<TaskFailedException>(() => ExportAsync(promised))!;

        Assert.That(failure.Task.Error?.Code, Is.EqualTo("transfer.not_stored"), failure.Message);
        Assert.That(Directory.Exists(folder) ? Directory.GetFiles(folder) : [], Is.Empty);

        await Server.Admin.ChangedAsync(served.Remote!, new { policy = "immediate" });
        await served.SyncAsync();
        await ImportAsync(await ExportAsync(await LatestAsync(served)));
        var arrived = await ServeThereAsync(served.Name);
        foreach (var unit in units)
            await arrived.AssertServesAsync(unit);
    }

    [Test]
    public async Task A_bundle_that_is_damaged_changes_nothing()
    {
        var served = await ServeAsync(NewUnits(2));
        var exported = await ExportAsync(await LatestAsync(served));
        var bytes = await File.ReadAllBytesAsync(exported.Files[0].Path);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(exported.Files[0].Path, bytes);

        var failure = Assert.ThrowsAsync<TaskFailedException>(() => ImportAsync(exported))!;

        Assert.That(failure.Task.Error?.Code, Is.EqualTo("transfer.damaged"), failure.Message);
        Assert.That(await FindThereAsync(served.Name), Is.Null);
        Assert.That(other.Leftovers(), Is.Empty);
    }

    private async Task<RepositoryVersion> LatestAsync(ServedRepository served) => await Server.LatestAsync(served.Name) ?? throw new InvalidOperationException(served.Name);

    private async Task<RepositoryVersion> LatestThereAsync(string name) => await FindThereAsync(name) ?? throw new AssertionException($"There is no repository '{name}'.");

    private Task<RepositoryVersion?> FindThereAsync(string name) => other.LatestAsync(name);

    private Task<ServedRepository> ServeThereAsync(string name) => ServedRepository.OfAsync(() => other, Scenario, name);

    private Task<ExportResult> ExportAsync(RepositoryVersion version, params RepositoryVersion[] start) => Here.ExportAsync(folder, [version], new ExportOptions { StartVersions = start });

    private Task<ImportResult> ImportAsync(ExportResult exported) => There.ImportAsync(exported.TableOfContents.Path, new ImportOptions { CreateRepositories = true });
}
