#pragma warning disable CS1591 // The names of the tests are the documentation.
using System.Net;
using NUnit.Framework;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Specifies that what was saved stays as it is: a unit, whatever upstream says of it later, and a version, whatever becomes of the repository.
/// </summary>
/// <typeparam name="TScenario">What the plugin's author tells of the plugin.</typeparam>
public abstract class ImmutabilitySpecification<TScenario> : ScenarioSpecification<TScenario>
    where TScenario : PluginScenario, new()
{
    /// <summary>Initializes the fixture.</summary>
    /// <param name="loading">How the plugin comes into the server.</param>
    protected ImmutabilitySpecification(PluginLoading loading)
        : base(loading)
    {
    }

    [Test]
    public async Task A_unit_stays_as_it_is_when_upstream_says_something_else([Values] bool mirror)
    {
        if (!Covers(typeof(SyncSpecification<>)))
            Assert.Ignore("The plugin does not sync.");
        var unit = NewUnit();
        Scenario.Offer(Upstream, [unit]);
        var served = await ServeAsync();
        await served.SyncAsync(mirror);
        var version = await served.LatestAsync();
        var pinned = await served.PinAsync(version);
        var before = await ReadAsync(served, version);
        var offered = Upstream.Fingerprint();

        Scenario.Offer(Upstream, [unit with { IsChanged = true }]);
        Assert.That(Upstream.Fingerprint(), Is.Not.EqualTo(offered), $"{nameof(PluginScenario.Offer)} says something else about a unit that is changed.");
        await served.SyncAsync(mirror);

        Assert.That(await ReadAsync(served, version), Is.EqualTo(before));
        await served.AssertServesAsync(unit, pinned);
    }

    [Test]
    public async Task A_unit_stays_as_it_is_when_it_is_uploaded_again()
    {
        if (!Covers(typeof(UploadSpecification<>)))
            Assert.Ignore("The plugin takes no uploads.");
        var unit = NewUnit();
        var served = await ServeAsync();
        await served.UploadAsync(unit);
        var version = await served.LatestAsync();
        var before = await ReadAsync(served, version);

        await Server.Admin.UploadedAsync(Scenario.Uploads, Scenario.DescribeUpload(unit));

        Assert.That(await ReadAsync(served, version), Is.EqualTo(before));
    }

    [Test]
    public async Task A_version_stays_as_it_is_when_others_follow()
    {
        var (first, second) = (NewUnit(), NewUnit());
        var served = await ServeAsync(first);
        var version = await served.LatestAsync();
        var before = await ReadAsync(served, version);
        var summary = (await Server.Admin.ReadAsync(version))["content_summary"]!.ToJsonString();

        await AddAsync(served, second);
        await served.RemoveAsync(first);

        Assert.That(await served.LatestAsync(), Is.Not.EqualTo(version));
        Assert.That(await ReadAsync(served, version), Is.EqualTo(before));
        Assert.That((await Server.Admin.ReadAsync(version))["content_summary"]!["present"]!.ToJsonString(), Does.Contain("count"));
        Assert.That((await Server.Admin.ReadAsync(version))["content_summary"]!.ToJsonString(), Is.EqualTo(summary));
    }

    [Test]
    public async Task Neither_units_nor_versions_are_changed_through_REST()
    {
        var served = await ServeAsync(NewUnit());
        var version = await served.LatestAsync();
        foreach (var content in await served.ContentAsync(version))
        {
            foreach (var method in new[] { HttpMethod.Patch, HttpMethod.Put, HttpMethod.Delete })
                Assert.That((await Server.Admin.SendAsync(method, content, new StringContent("{}"))).Status, Is.EqualTo(HttpStatusCode.MethodNotAllowed), $"{method} {content}");
        }

        Assert.That((await Server.Admin.PatchAsync(version, new { number = 7 })).Status, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    private async Task<string> ReadAsync(ServedRepository served, string version)
    {
        var units = new List<string>();
        foreach (var href in await served.ContentAsync(version))
            units.Add((await Server.Admin.ReadAsync(href)).ToJsonString());
        Assert.That(units, Is.Not.Empty);
        return string.Join('\n', units);
    }
}
