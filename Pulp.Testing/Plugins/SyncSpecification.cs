#pragma warning disable CS1591 // The names of the tests are the documentation.
using System.Net;
using NUnit.Framework;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Specifies a sync that goes well: what comes, what stays, and what a mirror removes.
/// </summary>
/// <typeparam name="TScenario">What the plugin's author tells of the plugin.</typeparam>
public abstract class SyncSpecification<TScenario> : ScenarioSpecification<TScenario>
    where TScenario : PluginScenario, new()
{
    /// <summary>Initializes the fixture.</summary>
    /// <param name="loading">How the plugin comes into the server.</param>
    protected SyncSpecification(PluginLoading loading)
        : base(loading)
    {
    }

    [Test]
    public async Task The_first_sync_brings_all_that_upstream_offers([Values] bool mirror)
    {
        var units = NewUnits(3);
        Scenario.Offer(Upstream, units);
        var served = await ServeAsync();
        var empty = await served.LatestAsync();

        await served.SyncAsync(mirror);

        Assert.That(await served.LatestAsync(), Is.Not.EqualTo(empty));
        foreach (var unit in units)
            await served.AssertServesAsync(unit);
    }

    [Test]
    public async Task An_unchanged_upstream_makes_no_version([Values] bool mirror)
    {
        Scenario.Offer(Upstream, NewUnits(2));
        var served = await ServeAsync();
        await served.SyncAsync(mirror);
        var first = await served.LatestAsync();

        await served.SyncAsync(mirror);

        Assert.That(await served.LatestAsync(), Is.EqualTo(first));
    }

    [Test]
    public async Task What_upstream_gains_comes_with_the_next_sync([Values] bool mirror)
    {
        var units = NewUnits(2);
        Scenario.Offer(Upstream, units[..1]);
        var served = await ServeAsync();
        await served.SyncAsync(mirror);
        await served.AssertServesNotAsync(units[1]);

        Scenario.Offer(Upstream, units);
        await served.SyncAsync(mirror);

        foreach (var unit in units)
            await served.AssertServesAsync(unit);
    }

    [Test]
    public async Task What_upstream_drops_stays_when_a_sync_only_adds()
    {
        var units = NewUnits(2);
        Scenario.Offer(Upstream, units);
        var served = await ServeAsync();
        await served.SyncAsync();

        Scenario.Offer(Upstream, units[..1]);
        await served.SyncAsync();

        foreach (var unit in units)
            await served.AssertServesAsync(unit);
    }

    [Test]
    public async Task What_upstream_drops_is_removed_by_a_mirror()
    {
        var units = NewUnits(2);
        Scenario.Offer(Upstream, units);
        var served = await ServeAsync();
        await served.SyncAsync(mirror: true);
        var before = await served.ContentAsync(await served.LatestAsync());

        Scenario.Offer(Upstream, units[..1]);
        await served.SyncAsync(mirror: true);

        await served.AssertServesAsync(units[0]);
        await served.AssertServesNotAsync(units[1]);
        Assert.That(await served.ContentAsync(await served.LatestAsync()), Has.Count.LessThan(before.Count));
    }

    [Test]
    public async Task What_another_upstream_offers_is_added_to_what_is_there()
    {
        var units = NewUnits(2);
        Scenario.Offer(Upstream, units[..1]);
        var served = await ServeAsync();
        await served.SyncAsync();

        Scenario.Offer(Upstream, units[1..]);
        await served.SyncAsync();

        foreach (var unit in units)
            await served.AssertServesAsync(unit);
    }

    [Test]
    public async Task Two_repositories_share_what_both_have()
    {
        var unit = NewUnit();
        Scenario.Offer(Upstream, [unit]);
        var (first, second) = (await ServeAsync(), await ServeAsync());
        await first.SyncAsync();
        await second.SyncAsync();

        Assert.That(await first.ContentAsync(await first.LatestAsync()), Is.EqualTo(await second.ContentAsync(await second.LatestAsync())));
        Assert.That(Upstream.CountOf(Scenario.UpstreamPathOf(unit)), Is.EqualTo(1), "The file is fetched once.");
    }

    [Test]
    public async Task Syncs_that_are_asked_for_at_once_make_one_version([Values] bool mirror)
    {
        var units = NewUnits(3);
        Scenario.Offer(Upstream, units);
        var served = await ServeAsync();

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => served.SyncAsync(mirror)));

        Assert.That((int)(await Server.Admin.ReadAsync(await served.LatestAsync()))["number"]!, Is.EqualTo(1));
        foreach (var unit in units)
            await served.AssertServesAsync(unit);
    }

    [Test]
    public async Task A_sync_without_a_remote_is_refused()
    {
        var served = await ServeAsync();

        var answer = await Server.Admin.PostAsync($"{served.Href}sync/", new { mirror = false });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Text);
    }
}
