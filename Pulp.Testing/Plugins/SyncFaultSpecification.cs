#pragma warning disable CS1591 // The names of the tests are the documentation.
using System.Text.Json.Nodes;
using NUnit.Framework;
using Pulp.Testing.Upstream;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Specifies a sync from an upstream that fails: nothing half-done is visible, and the next sync from a recovered upstream is whole.
/// </summary>
/// <typeparam name="TScenario">What the plugin's author tells of the plugin.</typeparam>
public abstract class SyncFaultSpecification<TScenario> : ScenarioSpecification<TScenario>
    where TScenario : PluginScenario, new()
{
    private static readonly FakeFault[] Outages =
        [FakeFault.Cut, FakeFault.Stall, FakeFault.Drop, FakeFault.Status(503), FakeFault.Status(500), FakeFault.TooManyRequests(), FakeFault.TooManyRequests(retryAfter: null)];

    private static readonly FakeFault[] Damages = [FakeFault.WrongBytes, FakeFault.Shortened];

    /// <summary>Initializes the fixture.</summary>
    /// <param name="loading">How the plugin comes into the server.</param>
    protected SyncFaultSpecification(PluginLoading loading)
        : base(loading)
    {
    }

    [TestCaseSource(nameof(Outages))]
    public Task An_outage_of_the_whole_upstream_leaves_the_repository_as_it_was(FakeFault fault) => FailAsync(_ => Upstream.DisturbAll(fault));

    [TestCaseSource(nameof(Outages))]
    public Task An_outage_in_the_middle_leaves_the_repository_as_it_was(FakeFault fault) =>
        FailAsync(added => Upstream.Disturb(Scenario.UpstreamPathOf(added), fault), Scenario.LeavesOutWhatFails);

    [TestCaseSource(nameof(Damages))]
    public Task A_file_that_is_not_what_upstream_said_is_refused(FakeFault fault) =>
        FailAsync(added => Upstream.Disturb(Scenario.UpstreamPathOf(added), fault), Scenario.LeavesOutWhatFails);

    [Test]
    public async Task A_file_that_upstream_names_and_does_not_have_is_not_served()
    {
        var units = NewUnits(2);
        Scenario.Offer(Upstream, units[..1]);
        var served = await ServeAsync();
        await served.SyncAsync();
        Scenario.Offer(Upstream, units);
        Upstream.Disturb(Scenario.UpstreamPathOf(units[1]), FakeFault.Status(404));

        await served.TrySyncAsync();

        await served.AssertServesAsync(units[0]);
        await served.AssertServesNotAsync(units[1]);
    }

    [Test]
    public async Task A_short_outage_is_survived_when_the_remote_may_retry([ValueSource(nameof(Outages))] FakeFault fault)
    {
        var unit = NewUnit();
        Scenario.Offer(Upstream, [unit]);
        var served = await ServeAsync(remote: new { max_retries = 2, sock_read_timeout = 0.2 });
        Upstream.Disturb(Scenario.UpstreamPathOf(unit), fault, times: 1);

        await served.SyncAsync();

        Assert.That(Upstream.Disturbed, Is.EqualTo(1));
        await served.AssertServesAsync(unit);
    }

    [Test]
    public async Task A_sync_that_is_canceled_leaves_the_repository_as_it_was()
    {
        var unit = NewUnit();
        var served = await ServeAsync();
        var before = await served.LatestAsync();
        Scenario.Offer(Upstream, [unit]);
        Upstream.Disturb(Scenario.UpstreamPathOf(unit), FakeFault.Stall, times: 1);
        // While the request waits for the task, which may run inside it.
        var asked = served.AskForSyncAsync();
        await Upstream.WhenRequestedAsync(Scenario.UpstreamPathOf(unit)).WaitAsync(TimeSpan.FromMinutes(1));
        var running = (await Server.Admin.ReadAsync("tasks/?state=running&name=pulp.repositories.sync"))["results"]![0]!;

        await Server.Admin.PatchAsync((string)running["pulp_href"]!, new { state = "canceled" });
        var task = await Server.Admin.FinishedAsync(await asked);

        Assert.That((string?)task["state"], Is.EqualTo("canceled"), task.ToJsonString());
        Assert.That(await served.LatestAsync(), Is.EqualTo(before));
        await served.AssertServesNotAsync(unit);
        Assert.That(Server.Leftovers(), Is.Empty, "No temporary file is left.");
        await served.SyncAsync();
        await served.AssertServesAsync(unit);
    }

    [Test]
    public async Task A_file_may_have_moved_elsewhere()
    {
        var unit = NewUnit();
        Scenario.Offer(Upstream, [unit]);
        Upstream.Map("/moved/elsewhere", FakeAnswer.Ok(unit.Bytes)).Disturb(Scenario.UpstreamPathOf(unit), FakeFault.Redirect("/moved/elsewhere"));
        var served = await ServeAsync();

        await served.SyncAsync();

        await served.AssertServesAsync(unit);
    }

    // One unit is there; a sync that would bring another meets the fault.
    private async Task FailAsync(Func<PluginUnit, FakeUpstream> disturb, bool mayBeLeftOut = false)
    {
        var (held, added) = (NewUnit(), NewUnit());
        Scenario.Offer(Upstream, [held]);
        var served = await ServeAsync(remote: new { sock_read_timeout = 0.2 });
        await served.SyncAsync();
        var before = await served.LatestAsync();
        Scenario.Offer(Upstream, [held, added]);
        disturb(added);

        var task = await served.TrySyncAsync(mirror: true);

        AssertFailed(task, mayBeLeftOut);
        Assert.That(Upstream.Disturbed, Is.Positive, "The fault was met.");
        Assert.That(await served.LatestAsync(), Is.EqualTo(before), "There is no new version.");
        await served.AssertServesAsync(held);
        await served.AssertServesNotAsync(added);
        Assert.That(Server.Leftovers(), Is.Empty, "No temporary file is left.");

        Upstream.Recover();
        await served.SyncAsync(mirror: true);
        await served.AssertServesAsync(held);
        await served.AssertServesAsync(added);
    }

    private static void AssertFailed(JsonNode task, bool mayBeLeftOut)
    {
        if (mayBeLeftOut && (string?)task["state"] == "completed")
        {
            Assert.That(task["result"]?["skipped"]?.AsObject(), Is.Not.Null.And.Not.Empty, $"What is left out is counted: {task.ToJsonString()}");
            return;
        }

        task.AssertFailed();
    }
}
