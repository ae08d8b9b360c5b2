using Microsoft.Extensions.DependencyInjection;
using Pulp.Core.Tests.Plugins.Support;
using Pulp.Plugins;

namespace Pulp.Core.Tests.Plugins;

[TestFixture]
public sealed class PluginLoadingTests : PluginTest
{
    [Test]
    [LoaderChecklist(26)]
    public void Plugins_load_in_the_order_of_their_labels_whatever_their_folders_are_called()
    {
        Folders.Add("Shapes", "1");
        Folders.Add("Good", "2");
        Folders.Add("ConflictingB", "3");
        Folders.Add("ConflictingA", "4");
        Assert.That(Folders.Load().Select(status => status.Label), Is.EqualTo(new[] { "conflicting_a", "conflicting_b", "good", "shapes" }));
        Assert.That(Folders.Registered.Select(plugin => plugin.Label), Is.EqualTo(new[] { "conflicting_a", "conflicting_b", "good", "shapes" }));
    }

    [Test]
    public void AddPluginsFrom_registers_types_and_reports_every_plugin()
    {
        Folders.Add("Good");
        Folders.Add("OtherMajor");
        var services = new ServiceCollection();
        services.AddPulp().AddPluginsFrom(Folders.Root).AddPlugin<ReferencedPlugin>();
        using var provider = services.BuildServiceProvider();
        Assert.That(
            provider.GetRequiredService<PluginCatalog>().Plugins.Select(plugin => (plugin.Label, plugin.Version, plugin.State)),
            Is.EqualTo(new[] { ("good", "1.0.0", PluginState.Loaded), ("other_major", "1.0.0", PluginState.Refused), ("referenced", provider.GetServices<RegisteredPlugin>().Last().Version, PluginState.Loaded) }));
        Assert.That(provider.GetRequiredService<PulpCatalog>().ContentTypes.Select(type => type.Name), Is.EqualTo(new[] { "good.widget" }));
    }

    [Test]
    public void A_folder_that_does_not_exist_is_an_error() =>
        Assert.That(() => new ServiceCollection().AddPulp().AddPluginsFrom(Path.Combine(Folders.Root, "missing")), Throws.InstanceOf<DirectoryNotFoundException>());

    [Test]
    public void A_timeout_of_nothing_is_an_error() =>
        Assert.That(
            () => new ServiceCollection().AddPulp().AddPluginsFrom(Folders.Root, options => options.Timeout = TimeSpan.Zero),
            Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void An_empty_folder_loads_nothing() => Assert.That(Folders.Load(), Is.Empty);

    [Test]
    [LoaderChecklist(27)]
    public void Loading_a_plugin_takes_less_than_50_milliseconds_of_a_processor_and_a_mebibyte()
    {
        Folders.Add("Good", "warm");
        Folders.Load();
        Directory.Delete(Path.Combine(Folders.Root, "warm"), recursive: true);
        for (var i = 0; i < 20; i++)
        {
            // The same code under twenty labels: the classes refuse their label only after everything that takes time is done.
            Support.PluginFolders.EditManifest(Folders.Add("Good", $"good{i}"), manifest => manifest["label"] = $"good_{i}");
        }

        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var before = Environment.CpuUsage.TotalTime;
        var statuses = Folders.Load();
        var each = (Environment.CpuUsage.TotalTime - before) / statuses.Count;
        var kept = (GC.GetTotalMemory(forceFullCollection: true) - memory) / statuses.Count;
        TestContext.Out.WriteLine($"{each.TotalMilliseconds:0.0} ms and {kept / 1024} KiB per plugin");
        Assert.That(statuses, Has.Count.EqualTo(20));
        Assert.That(statuses.Select(status => status.Reason), Is.All.Contains("its class states 'good'"));
        Assert.That(each, Is.LessThan(TimeSpan.FromMilliseconds(50)));
        Assert.That(kept, Is.LessThan(1024 * 1024));
    }

    public sealed class ReferencedPlugin : PulpPlugin
    {
        public override string Label => "referenced";

        public override void Configure(PluginBuilder plugin)
        {
        }
    }
}
