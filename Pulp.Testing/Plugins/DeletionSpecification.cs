#pragma warning disable CS1591 // The names of the tests are the documentation.
using System.Net;
using NUnit.Framework;
using Pulp.Testing.Hosting;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Specifies removal: what leaves a repository stays in its older versions, and a cleanup takes what no version holds and nothing else.
/// </summary>
/// <typeparam name="TScenario">What the plugin's author tells of the plugin.</typeparam>
public abstract class DeletionSpecification<TScenario> : ScenarioSpecification<TScenario>
    where TScenario : PluginScenario, new()
{
    /// <summary>Initializes the fixture.</summary>
    /// <param name="loading">How the plugin comes into the server.</param>
    protected DeletionSpecification(PluginLoading loading)
        : base(loading)
    {
    }

    private RestClient Admin => Server.Admin;

    [Test]
    public async Task What_is_removed_is_gone_from_the_latest_version_and_stays_in_the_older()
    {
        var units = NewUnits(2);
        var served = await ServeAsync(units);
        var older = await served.LatestAsync();
        var pinned = await served.PinAsync(older);

        await served.RemoveAsync(units[0]);

        await served.AssertServesNotAsync(units[0]);
        await served.AssertServesAsync(units[1]);
        await served.AssertServesAsync(units[0], pinned);
        Assert.That(await Scenario.FindAsync(Admin, await served.LatestAsync(), units[0]), Is.Empty);
        Assert.That(await Scenario.FindAsync(Admin, older, units[0]), Is.Not.Empty);
    }

    [Test]
    public async Task A_cleanup_keeps_what_an_older_version_holds()
    {
        var units = NewUnits(2);
        var served = await ServeAsync(units);
        var pinned = await served.PinAsync(await served.LatestAsync());
        await served.RemoveAsync(units[0]);

        await CleanUpAsync();

        await served.AssertServesAsync(units[0], pinned);
        await served.AssertServesAsync(units[1]);
    }

    [Test]
    public async Task A_cleanup_removes_what_no_version_holds_and_its_file()
    {
        var units = NewUnits(2);
        var (served, other) = (await ServeAsync(units[..1]), await ServeAsync(units[1..]));
        var orphans = await Scenario.FindAsync(Admin, await served.LatestAsync(), units[0]);
        Assert.That(orphans, Is.Not.Empty);
        await Admin.CompletedAsync(await Admin.DeleteAsync(served.Href));
        foreach (var orphan in orphans)
            await Admin.ReadAsync(orphan);

        await CleanUpAsync();

        foreach (var orphan in orphans)
            Assert.That((await Admin.GetAsync(orphan)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((int)(await Admin.ReadAsync($"artifacts/?sha256={units[0].Sha256}"))["count"]!, Is.Zero);
        await other.AssertServesAsync(units[1]);
    }

    [Test]
    public async Task What_was_cleaned_up_can_come_again()
    {
        var unit = NewUnit();
        var served = await ServeAsync(unit);
        await Admin.CompletedAsync(await Admin.DeleteAsync(served.Href));
        await CleanUpAsync();

        var again = await ServeAsync(unit);

        await again.AssertServesAsync(unit);
    }

    [Test]
    public async Task What_another_repository_holds_survives_a_repository_that_is_deleted()
    {
        var unit = NewUnit();
        var (served, other) = (await ServeAsync(unit), await ServeAsync(unit));

        await Admin.CompletedAsync(await Admin.DeleteAsync(served.Href));
        await CleanUpAsync();

        await served.AssertServesNotAsync(unit);
        await other.AssertServesAsync(unit);
    }

    [Test]
    public async Task A_repository_can_go_back_to_an_older_version()
    {
        var units = NewUnits(2);
        var served = await ServeAsync(units);
        var older = await served.LatestAsync();
        await served.RemoveAsync(units[0]);
        await served.AssertServesNotAsync(units[0]);

        await Admin.CompletedAsync(await Admin.PostAsync($"{served.Href}modify/", new { base_version = older }));
        await served.PublishAsync();

        Assert.That(await served.LatestAsync(), Is.Not.EqualTo(older));
        Assert.That(await served.ContentAsync(await served.LatestAsync()), Is.EqualTo(await served.ContentAsync(older)));
        foreach (var unit in units)
            await served.AssertServesAsync(unit);
    }

    [Test]
    public async Task A_version_that_is_deleted_leaves_the_others_whole()
    {
        var units = NewUnits(2);
        var served = await ServeAsync(units[..1]);
        var first = await served.LatestAsync();
        await AddAsync(served, units[1]);

        await Admin.CompletedAsync(await Admin.DeleteAsync(first));
        await CleanUpAsync();

        Assert.That((await Admin.GetAsync(first)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        foreach (var unit in units)
            await served.AssertServesAsync(unit);
    }

    private async Task CleanUpAsync() => await Admin.CompletedAsync(await Admin.PostAsync("orphans/cleanup/", new { orphan_protection_time = 0 }));
}
