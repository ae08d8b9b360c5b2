using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;
using Pulp.Core.Tests.Plugins.Support;
using Pulp.Plugins;

namespace Pulp.Core.Tests.Plugins;

[TestFixture]
public sealed class PluginFailureTests : PluginTest
{
    [Test]
    [LoaderChecklist(20)]
    public void A_type_that_cannot_be_loaded_is_found_at_once_and_the_others_load()
    {
        var folder = Folders.Add("ConflictingA");
        File.Copy(PluginFolders.FixtureFile("ConflictingB", "Fixtures.PrivateLibrary.dll"), Path.Combine(folder, "Fixtures.PrivateLibrary.dll"), overwrite: true);
        Folders.Add("Good");
        var statuses = Folders.Load();
        AssertRefused(statuses[0], "some of its types cannot be loaded", "GreetAgain");
        AssertLoaded(statuses[1]);
    }

    [TestCase("static constructor throws", "its static constructor threw InvalidOperationException: no static state")]
    [TestCase("constructor throws", "its constructor failed: InvalidOperationException: no instance")]
    [TestCase("configure throws", "its Configure failed: InvalidOperationException: no configuration not today")]
    [TestCase("another label", "its class states 'well_behaved', its pulp-plugin.json 'misbehaving'")]
    [TestCase("no natural key", "Gadget declares no natural key")]
    [TestCase("another plugin's permission", "'good.view_widget'")]
    [TestCase("another plugin's role", "'good.widget_owner'")]
    [TestCase("replaces a service", "System.TimeProvider")]
    [TestCase("holds undeclared content", "Fixtures.Misbehaving.GadgetRepository holds Fixtures.Misbehaving.Gadget")]
    [TestCase("members of a repository", "Units of 'misbehaving.gadget' are members of Fixtures.Misbehaving.GadgetRepository, which the same plugin does not declare as a kind of object")]
    [TestCase("two kinds of members", "Units of 'misbehaving.gadget' and of 'misbehaving.gizmo' are members of Fixtures.Misbehaving.GadgetBox: the units of one type only can be")]
    [TestCase("acts on another's type", "The action 'polish' is declared for Fixtures.Misbehaving.GadgetRepository, which the same plugin does not declare")]
    [TestCase("one action twice", "The action 'POST polish' of Fixtures.Misbehaving.GadgetRepository is declared twice")]
    [TestCase("takes an action's name", "'modify'", "is Pulp's own")]
    [TestCase("action of no kind", "Fixtures.Misbehaving.Gadget must implement IResourceAction once")]
    [TestCase("one name twice", "content type 'misbehaving.gadget'", "Fixtures.Misbehaving.Gadget of", "Fixtures.Misbehaving.Gizmo of")]
    [TestCase("one class twice", "Fixtures.Misbehaving.Gadget", "'misbehaving.gadget'", "'misbehaving.gizmo'")]
    [TestCase("one path twice", "REST path 'content/misbehaving/gadgets'", "Fixtures.Misbehaving.Gadget of", "Fixtures.Misbehaving.Gizmo of")]
    [TestCase("one model twice", "PRN model 'misbehaving.gadget'", "Fixtures.Misbehaving.Gadget of", "Fixtures.Misbehaving.Gizmo of")]
    [LoaderChecklist(21, 22)]
    public void A_plugin_that_fails_leaves_nothing_behind_and_the_others_load(string behavior, params string[] reason)
    {
        Folders.AddMisbehaving(behavior);
        Folders.Add("Good");
        var before = Folders.Services.ToList();
        var statuses = Folders.Load();
        AssertLoaded(statuses[0]);
        AssertRefused(statuses[1], reason);
        Assert.That(Folders.Registered.Select(plugin => plugin.Label), Is.EqualTo(new[] { "good" }));
        Assert.That(Folders.Services, Is.SupersetOf(before));
        Assert.That(
            Folders.Services.Where(service => service.ServiceType.Assembly.GetName().Name == "Fixtures.Misbehaving"),
            Is.Empty);
        using var provider = Folders.Services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<PulpCatalog>().TryGetContentType("good.widget", out _), Is.True);
        Assert.That(provider.GetServices<TimeProvider>(), Is.EqualTo(new[] { TimeProvider.System }));
    }

    [TestCase("static constructor blocks", "its constructor")]
    [TestCase("configure blocks", "its Configure")]
    public void A_plugin_that_never_returns_is_refused_after_the_timeout_and_the_others_load(string behavior, string step)
    {
        Folders.AddMisbehaving(behavior);
        Folders.Add("Shapes");
        var statuses = Folders.Load(options: new PluginLoadOptions { Timeout = TimeSpan.FromSeconds(3) });
        AssertRefused(statuses[0], $"did not finish {step} within 3 seconds");
        AssertLoaded(statuses[1]);
        Assert.That(Folders.Services.Where(service => service.ServiceType.Assembly.GetName().Name == "Fixtures.Misbehaving"), Is.Empty);
    }

    [Test]
    public void An_assembly_with_two_plugin_classes_is_refused_naming_both()
    {
        Folders.Add("TwoPlugins");
        AssertRefused(Folders.LoadOne(), "Fixtures.TwoPlugins.FirstPlugin", "Fixtures.TwoPlugins.SecondPlugin");
    }

    [TestCase("service does not start", "FailingService did not start: InvalidOperationException: the service has no work")]
    [TestCase("service ends", "EndingService ended: InvalidOperationException: the work ended early")]
    [LoaderChecklist(21)]
    public async Task A_background_service_that_fails_leaves_its_plugin_malfunctioning_and_the_host_up(string behavior, string reason)
    {
        Folders.AddMisbehaving(behavior);
        await using var provider = HostedServices(out var services);
        foreach (var service in services.OfType<IHostedLifecycleService>())
            await service.StartingAsync(default);
        foreach (var service in services)
            await service.StartAsync(default);
        var catalog = provider.GetRequiredService<PluginCatalog>();
        Assert.That(() => catalog.Plugins.Single().State, Is.EqualTo(PluginState.Malfunctioned).After(5).Seconds.PollEvery(5));
        Assert.That(catalog.Plugins.Single().Reason, Is.EqualTo(reason));
        foreach (var service in services)
            await service.StopAsync(default);
    }

    [Test]
    [CancelAfter(30_000)]
    [LoaderChecklist(25)]
    public async Task A_background_service_ends_when_the_host_stops()
    {
        Folders.AddMisbehaving("service works");
        await using var provider = HostedServices(out var services);
        foreach (var service in services.OfType<IHostedLifecycleService>())
            await service.StartingAsync(default);
        foreach (var service in services)
            await service.StartAsync(default);
        var working = Folders.Registered.Single().Assembly.GetType("Fixtures.Misbehaving.WorkingService")!;
        await (Task)working.GetProperty("Begun")!.GetValue(null)!;
        foreach (var service in services)
            await service.StopAsync(default);
        Assert.That(working.GetProperty("HasEnded")!.GetValue(null), Is.True);
    }

    [Test]
    [CancelAfter(30_000)]
    [LoaderChecklist(25)]
    public async Task A_background_service_that_does_not_stop_is_left_behind_when_the_grace_period_is_over()
    {
        Folders.AddMisbehaving("service does not stop");
        await using var provider = HostedServices(out var services);
        foreach (var service in services.OfType<IHostedLifecycleService>())
            await service.StartingAsync(default);
        foreach (var service in services)
            await service.StartAsync(default);
        using var grace = new CancellationTokenSource();
        var stopping = Task.WhenAll(services.Select(service => service.StopAsync(grace.Token)));
        Assert.That(stopping.IsCompleted, Is.False);
        await grace.CancelAsync();
        await stopping;
        Assert.That(provider.GetRequiredService<PluginCatalog>().Plugins.Single().Reason, Does.StartWith("EndlessService did not stop in time"));
    }

    [Test]
    [LoaderChecklist(22)]
    public void A_label_that_the_application_registered_itself_is_refused_naming_both()
    {
        Folders.Services.AddPulp().AddPlugin(new OwnGoodPlugin());
        Folders.Add("Good");
        AssertRefused(Folders.LoadOne(), "'good'", "Pulp.Core.Tests", "Fixtures.Good.dll");
    }

    [Test]
    public void A_label_cannot_be_registered_twice_by_the_application()
    {
        var builder = Folders.Services.AddPulp().AddPlugin(new OwnGoodPlugin());
        Assert.That(() => builder.AddPlugin(new OwnGoodPlugin()), Throws.InstanceOf<PluginException>().With.Message.Contains("'good'"));
    }

    private ServiceProvider HostedServices(out List<IHostedService> services)
    {
        foreach (var status in Folders.Load())
            Folders.Services.AddSingleton(status);
        Folders.Services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        // Pulp itself is not started: it needs a database, and plugins' services do not.
        Folders.Services.Remove(Folders.Services.Single(service => service.ImplementationType == typeof(PulpHostedService)));
        var provider = Folders.Services.BuildServiceProvider();
        services = [.. provider.GetServices<IHostedService>()];
        return provider;
    }

    private sealed class OwnGoodPlugin : PulpPlugin
    {
        public override string Label => "good";

        public override void Configure(PluginBuilder plugin)
        {
        }
    }
}
