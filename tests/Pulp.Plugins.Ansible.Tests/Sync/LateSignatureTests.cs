using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.Sync;

/// <summary>Signatures that upstream adds to versions that a mirror has already.</summary>
[TestFixture]
internal sealed class LateSignatureTests
{
    private const string Detail = "/api/v3/collections/acme/tools/versions/1.0.0/";
    private readonly ShiftedTime time = new();
    private SyncHost host = null!;
    private PlayedGalaxy galaxy = null!;

    [SetUp]
    public async Task StartAsync()
    {
        time.Ahead = TimeSpan.Zero;
        host = await SyncHost.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        galaxy = new PlayedGalaxy(host.Upstream);
    }

    [TearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [Test]
    public async Task Where_upstream_lists_everything_they_come_with_the_next_sync()
    {
        var repository = await MirrorAsync(requirements: null);
        Sign();

        await host.SyncedAsync(repository);

        Assert.That(await SignaturesAsync(repository), Is.EqualTo(1));
    }

    [TestCase("collections: [acme.tools]")]
    [TestCase(null)]
    public async Task Where_versions_are_read_one_by_one_they_come_with_the_first_sync_after_a_day(string? requirements)
    {
        galaxy.HasLists = false;
        var repository = await MirrorAsync(requirements);
        Sign();
        await host.SyncedAsync(repository);
        Assert.That(await SignaturesAsync(repository), Is.Zero);

        time.Ahead = TimeSpan.FromHours(25);
        ChangeElsewhere();
        await host.SyncedAsync(repository);
        Assert.That(await SignaturesAsync(repository), Is.EqualTo(1));
        Assert.That(host.Upstream.CountOf(Detail), Is.EqualTo(2));

        ChangeElsewhere();
        await host.SyncedAsync(repository);
        Assert.That(host.Upstream.CountOf(Detail), Is.EqualTo(2), "Once a day is enough.");
    }

    [Test]
    public async Task Nothing_is_read_again_while_upstream_says_that_nothing_changed()
    {
        var repository = await MirrorAsync("collections: [acme.tools]");
        time.Ahead = TimeSpan.FromDays(30);
        var before = host.Upstream.Requests.Count;

        await host.SyncedAsync(repository);

        Assert.That(host.Upstream.Requests.Skip(before).Select(request => request.Path), Is.EqualTo(new[] { "/api/", "/api/v3/" }).Or.EqualTo(new[] { "/", "/api/", "/api/v3/" }));
    }

    private async Task<AnsibleRepository> MirrorAsync(string? requirements)
    {
        galaxy.Add("acme.tools", "1.0.0").Play();
        var repository = await host.CreateAsync(remote => remote with { RequirementsFile = requirements });
        await host.SyncedAsync(repository);
        return repository;
    }

    private void Sign() => galaxy.Remove("acme.tools", "1.0.0").Add("acme.tools", "1.0.0", version => version with { Signatures = [MadeSignatures.Of()] }).Play();

    private void ChangeElsewhere() => galaxy.Play();

    private async Task<int> SignaturesAsync(AnsibleRepository repository) => (await host.UnitsAsync<CollectionVersionSignature>(repository)).Count;
}
