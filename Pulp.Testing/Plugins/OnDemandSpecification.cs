#pragma warning disable CS1591 // The names of the tests are the documentation.
using System.Net;
using System.Net.Http.Headers;
using NUnit.Framework;
using Pulp.Remotes;
using Pulp.Testing.Upstream;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Specifies the download policies: what is fetched by a sync, what at the first download, and what is never kept.
/// </summary>
/// <typeparam name="TScenario">What the plugin's author tells of the plugin.</typeparam>
public abstract class OnDemandSpecification<TScenario> : ScenarioSpecification<TScenario>
    where TScenario : PluginScenario, new()
{
    /// <summary>Initializes the fixture.</summary>
    /// <param name="loading">How the plugin comes into the server.</param>
    protected OnDemandSpecification(PluginLoading loading)
        : base(loading)
    {
    }

    [Test]
    public async Task An_immediate_sync_needs_the_upstream_no_more()
    {
        var (served, units) = await SyncAsync("immediate", 2);

        await Upstream.DisposeAsync();

        foreach (var unit in units)
            await served.AssertServesAsync(unit);
    }

    [Test]
    public async Task On_demand_a_file_comes_with_its_first_download_and_stays()
    {
        var (served, units) = await SyncAsync("on_demand", 2);
        Assert.That(await served.ContentAsync(await served.LatestAsync()), Is.Not.Empty);
        foreach (var unit in units)
            Assert.That(Fetches(unit), Is.Zero, "A sync on demand fetches no files.");

        await served.AssertServesAsync(units[0]);
        await served.AssertServesAsync(units[0]);
        Assert.That(Fetches(units[0]), Is.EqualTo(1));
        await Upstream.DisposeAsync();

        await served.AssertServesAsync(units[0]);
        Assert.That(await IsWholeAsync(served, units[1]), Is.False, "What was not fetched cannot be served now.");
        Assert.That(Server.Leftovers(), Is.Empty);
    }

    [Test]
    public async Task An_upstream_that_asks_to_wait_is_heard_by_the_client()
    {
        var (served, units) = await SyncAsync("on_demand", 1);
        Upstream.DisturbAll(FakeFault.TooManyRequests("30"));

        var refused = await served.GetAsync(units[0]);

        Assert.That((refused.Status, refused.RetryAfter), Is.EqualTo((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(30))), refused.Text);
    }

    [Test]
    public async Task A_first_download_may_be_asked_for_by_many_at_once()
    {
        var (served, units) = await SyncAsync("on_demand", 1);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => served.AssertServesAsync(units[0])));

        Assert.That(Fetches(units[0]), Is.EqualTo(1));
    }

    [Test]
    public async Task A_part_of_a_file_that_is_not_here_yet_can_be_asked_for([Values("on_demand", "streamed")] string policy)
    {
        var (served, units) = await SyncAsync(policy, 1);

        var part = await served.GetAsync(units[0], headers: headers => headers.Range = new RangeHeaderValue(3, 7));

        Assert.That((part.Status, part.IsWhole), Is.EqualTo((HttpStatusCode.PartialContent, true)).Or.EqualTo((HttpStatusCode.OK, true)));
        Assert.That(part.Bytes, Is.EqualTo(part.Status == HttpStatusCode.OK ? units[0].Bytes : units[0].Bytes[3..8]));
        await served.AssertServesAsync(units[0]);
    }

    [Test]
    public async Task HEAD_of_a_file_that_is_not_here_yet_tells_that_it_is_there([Values("on_demand", "streamed")] string policy)
    {
        var (served, units) = await SyncAsync(policy, 1);

        var head = await served.GetAsync(units[0], method: HttpMethod.Head);

        Assert.That((head.Status, head.Bytes.Length), Is.EqualTo((HttpStatusCode.OK, 0)));
        await served.AssertServesAsync(units[0]);
    }

    [Test]
    public async Task A_streamed_file_is_fetched_each_time_and_never_kept()
    {
        var (served, units) = await SyncAsync("streamed", 1);

        await served.AssertServesAsync(units[0]);
        await served.AssertServesAsync(units[0]);
        Assert.That(Fetches(units[0]), Is.EqualTo(2));
        await Upstream.DisposeAsync();

        Assert.That(await IsWholeAsync(served, units[0]), Is.False, "Nothing was kept.");
        Assert.That(Server.Leftovers(), Is.Empty);
    }

    [Test]
    public async Task What_was_fetched_outlives_its_remote_and_what_was_not_is_gone()
    {
        var (served, units) = await SyncAsync("on_demand", 2);
        await served.AssertServesAsync(units[0]);

        await Server.Admin.CompletedAsync(await Server.Admin.DeleteAsync(served.Remote!));

        await served.AssertServesAsync(units[0]);
        await served.AssertServesNotAsync(units[1]);
    }

    [Test]
    public async Task What_two_upstreams_promised_comes_from_the_one_that_has_it()
    {
        var (served, units) = await SyncAsync("on_demand", 1);
        await using var other = await FakeUpstream.StartAsync();
        Scenario.Offer(other, units);
        var elsewhere = await ServedRepository.CreateAsync(() => Server, Scenario, NewName(), other, "on_demand", remote: null);
        await elsewhere.SyncAsync();
        Upstream.DisturbAll(FakeFault.Status(404));

        await served.AssertServesAsync(units[0]);
        await elsewhere.AssertServesAsync(units[0]);
    }

    [Test]
    public async Task What_was_cleaned_up_unfetched_can_come_again()
    {
        var (served, units) = await SyncAsync("on_demand", 1);
        await Server.Admin.CompletedAsync(await Server.Admin.DeleteAsync(served.Href));
        await Server.Admin.CompletedAsync(await Server.Admin.PostAsync("orphans/cleanup/", new { orphan_protection_time = 0 }));

        var again = await ServeAsync("on_demand");
        await again.SyncAsync();

        Assert.That(Fetches(units[0]), Is.Zero);
        await again.AssertServesAsync(units[0]);
    }

    [Test]
    public async Task A_wrong_file_is_neither_served_whole_nor_kept([Values("on_demand", "streamed")] string policy)
    {
        var (served, units) = await SyncAsync(policy, 1);
        Upstream.Disturb(Scenario.UpstreamPathOf(units[0]), FakeFault.WrongBytes);

        Assert.That(await IsWholeAsync(served, units[0]), Is.False);
        Assert.That(Server.Leftovers(), Is.Empty);

        Upstream.Recover();
        await served.AssertServesAsync(units[0]);
    }

    [Test]
    public async Task A_download_that_upstream_cuts_can_be_repeated([Values("on_demand", "streamed")] string policy)
    {
        var (served, units) = await SyncAsync(policy, 1);
        Upstream.Disturb(Scenario.UpstreamPathOf(units[0]), FakeFault.Cut);

        Assert.That(await IsWholeAsync(served, units[0]), Is.False);

        Upstream.Recover();
        await served.AssertServesAsync(units[0]);
    }

    [Test]
    public async Task A_later_immediate_sync_fetches_what_is_missing()
    {
        var (served, units) = await SyncAsync("on_demand", 1);

        await Server.Admin.CompletedAsync(await Server.Admin.PatchAsync(served.Remote!, new { policy = "immediate" }));
        await served.SyncAsync();
        await Upstream.DisposeAsync();

        await served.AssertServesAsync(units[0]);
    }

    private async Task<(ServedRepository Served, PluginUnit[] Units)> SyncAsync(string policy, int count)
    {
        if (Scenario.TypeAt(Scenario.Remotes) is RemoteType type && !type.Policies.Any(offered => NameOf(offered) == policy))
            Assert.Ignore($"Remotes of the plugin do not offer the policy '{policy}'.");
        var units = NewUnits(count);
        Scenario.Offer(Upstream, units);
        var served = await ServeAsync(policy);
        await served.SyncAsync();
        return (served, units);
    }

    private int Fetches(PluginUnit unit) => Upstream.Requests.Count(request => request.Method == "GET" && request.Path == Scenario.UpstreamPathOf(unit));

    private static async Task<bool> IsWholeAsync(ServedRepository served, PluginUnit unit) => await served.GetAsync(unit) is { Status: HttpStatusCode.OK, IsWhole: true };

    private static string NameOf(DownloadPolicy policy) => policy switch
    {
        DownloadPolicy.OnDemand => "on_demand",
        DownloadPolicy.Streamed => "streamed",
        _ => "immediate",
    };
}
