using System.Reflection;
using System.Runtime.Loader;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Core.Tests.Plugins.Support;
using Pulp.Plugins;
using Pulp.Plugins.Loading;

namespace Pulp.Core.Tests.Plugins;

[TestFixture]
public sealed class PluginIdentityTests : PluginTest
{
    [Test]
    [LoaderChecklist(1)]
    public void A_copy_of_a_contract_assembly_in_the_plugins_folder_gives_way_to_the_hosts()
    {
        var folder = Folders.Add("Good");
        foreach (var shared in new[] { "Pulp.Core.dll", "System.IO.Abstractions.dll", "Microsoft.Extensions.DependencyInjection.Abstractions.dll" })
        {
            var source = Path.Combine(AppContext.BaseDirectory, shared);
            File.Copy(File.Exists(source) ? source : typeof(IServiceCollection).Assembly.Location, Path.Combine(folder, shared));
        }

        File.Delete(Path.Combine(folder, "Fixtures.Good.deps.json"));
        AssertLoaded(Folders.LoadOne());
        using var provider = Folders.Services.BuildServiceProvider();
        var plugin = provider.GetServices<RegisteredPlugin>().Single();
        Assert.That(plugin.Plugin, Is.InstanceOf<PulpPlugin>());
        Assert.That(AssemblyLoadContext.GetLoadContext(plugin.Assembly)!.Assemblies, Is.EqualTo(new[] { plugin.Assembly }), "only the plugin itself is loaded from its folder");
        Assert.That(provider.GetRequiredService(plugin.Assembly.GetType("Fixtures.Good.WidgetCounter")!), Is.Not.Null);
    }

    [Test]
    [LoaderChecklist(2)]
    public void A_plugin_built_for_a_lower_contract_minor_loads()
    {
        Folders.Add("Good");
        AssertLoaded(Folders.LoadOne(PluginHost.Current with { Contract = new ContractVersion(1, 7) }));
    }

    [Test]
    [LoaderChecklist(3)]
    public void A_plugin_built_for_a_higher_contract_minor_is_refused_with_both_numbers()
    {
        Folders.Add("BuiltForNewerContract");
        AssertRefused(Folders.LoadOne(), "1.99", ContractVersion.OfHost.ToString());
        AssertNothingLoaded("Fixtures.BuiltForNewerContract");
    }

    [Test]
    [LoaderChecklist(4)]
    public void A_plugin_built_for_another_contract_major_is_refused_before_any_of_it_is_loaded()
    {
        Folders.Add("OtherMajor");
        AssertRefused(Folders.LoadOne(), "2.0", ContractVersion.OfHost.ToString());
        AssertNothingLoaded("Fixtures.OtherMajor");
    }

    [Test]
    public void A_manifest_that_states_another_contract_than_the_assembly_is_refused()
    {
        PluginFolders.EditManifest(Folders.Add("BuiltForNewerContract"), manifest => manifest["contract"]!["minor"] = 0);
        AssertRefused(Folders.LoadOne(), "Fixtures.BuiltForNewerContract.dll states plugin contract 1.99", "1.0");
        AssertNothingLoaded("Fixtures.BuiltForNewerContract");
    }

    [Test]
    public void An_assembly_that_states_no_contract_is_refused()
    {
        var folder = Folders.Add("ConflictingA");
        PluginFolders.EditManifest(folder, manifest => manifest["assembly"] = "Fixtures.PrivateLibrary.dll");
        AssertRefused(Folders.LoadOne(), "Fixtures.PrivateLibrary.dll does not state the plugin contract");
    }

    [Test]
    [LoaderChecklist(5)]
    public void A_plugin_that_needs_a_higher_version_of_a_shared_assembly_is_refused_with_both_numbers()
    {
        Folders.Add("Good");
        AssertRefused(Folders.LoadOne(HostWith("System.IO.Abstractions", new Version(1, 2, 3, 4))), "System.IO.Abstractions 17.0.0.0", "1.2.3.4");
        AssertNothingLoaded("Fixtures.Good", Folders.Root);
    }

    [Test]
    [LoaderChecklist(6)]
    public void A_plugins_library_that_needs_a_higher_version_of_a_shared_assembly_is_refused_by_the_same_rule()
    {
        Folders.Add("ConflictingA");
        AssertRefused(
            Folders.LoadOne(HostWith("Microsoft.Extensions.Logging.Abstractions", new Version(8, 0, 0, 0))),
            "Fixtures.PrivateLibrary.dll needs Microsoft.Extensions.Logging.Abstractions 10.0.0.0",
            "8.0.0.0");
    }

    [Test]
    public void A_plugin_that_asks_for_a_higher_version_of_a_shared_assembly_while_running_gets_an_error_and_no_second_copy()
    {
        Folders.Add("Good");
        AssertLoaded(Folders.LoadOne());
        var context = AssemblyLoadContext.GetLoadContext(Folders.Registered.Single().Assembly)!;
        var thrown = Assert.Throws<FileLoadException>(() => context.LoadFromAssemblyName(new AssemblyName("System.IO.Abstractions, Version=99.0.0.0")))!;
        Assert.That(thrown.ToString(), Does.Contain("Plugin good 1.0.0 needs System.IO.Abstractions 99.0.0.0, the host has 17.0.0.0"));
    }

    [Test]
    [LoaderChecklist(7)]
    public void Two_plugins_with_different_versions_of_one_private_library_both_work()
    {
        Folders.Add("ConflictingA");
        Folders.Add("ConflictingB");
        Assert.That(Folders.Load().Select(status => status.State), Is.All.EqualTo(PluginState.Loaded));
        Assert.That(
            Folders.Registered.SelectMany(plugin => plugin.Types.Permissions.Values),
            Is.EqualTo(new[] { "version 1 by A", "version 2 by B" }));
    }

    [Test]
    [LoaderChecklist(8)]
    public void An_object_of_one_plugins_private_type_is_not_anothers_and_the_error_names_both()
    {
        Folders.Add("ConflictingA");
        Folders.Add("ConflictingB");
        Folders.Load();
        var (first, second) = (Folders.Registered[0], Folders.Registered[1]);
        var greeting = PluginType(first).GetMethod("CreateGreeting")!.Invoke(null, []);
        var accept = PluginType(second).GetMethod("Accept")!;
        var thrown = Assert.Throws<TargetInvocationException>(() => accept.Invoke(null, [greeting]))!;
        Assert.That(thrown.InnerException, Is.InstanceOf<InvalidCastException>());
        Assert.That(thrown.InnerException!.Message, Does.Contain("Plugin conflicting_a 1.0.0").And.Contain("Plugin conflicting_b 1.0.0"));
    }

    [Test]
    [LoaderChecklist(9)]
    public void Of_two_versions_of_one_plugin_the_higher_is_loaded_and_the_other_superseded()
    {
        PluginFolders.EditManifest(Folders.Add("Good", "b"), manifest => manifest["version"] = "1.10.0");
        PluginFolders.EditManifest(Folders.Add("Good", "a"), manifest => manifest["version"] = "1.9.0");
        PluginFolders.EditManifest(Folders.Add("Good", "c"), manifest => manifest["version"] = "1.10.0-rc.1");
        var statuses = Folders.Load();
        Assert.That(
            statuses.Select(status => (status.Version, status.State)),
            Is.EqualTo(new[] { ("1.10.0", PluginState.Loaded), ("1.10.0-rc.1", PluginState.Superseded), ("1.9.0", PluginState.Superseded) }));
        Assert.That(statuses[2].Reason, Does.Contain("'b'").And.Contain("1.10.0"));
        Assert.That(Folders.Registered, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_higher_version_that_cannot_run_here_does_not_supersede_a_lower_one_that_can()
    {
        Folders.Add("Good");
        PluginFolders.EditManifest(Folders.Add("Good", "newer"), manifest =>
        {
            manifest["version"] = "2.0.0";
            manifest["contract"]!["minor"] = 99;
        });
        var statuses = Folders.Load();
        Assert.That(
            statuses.Select(status => (status.Version, status.State)),
            Is.EquivalentTo(new[] { ("1.0.0", PluginState.Loaded), ("2.0.0", PluginState.Refused) }));
    }

    [Test]
    [LoaderChecklist(9)]
    public void Of_two_folders_with_one_label_and_version_the_first_is_loaded_and_the_other_refused_naming_both()
    {
        Folders.Add("Good");
        Folders.Add("Duplicate");
        var statuses = Folders.Load();
        AssertLoaded(statuses[0]);
        Assert.That(Path.GetFileName(statuses[0].Folder), Is.EqualTo("Duplicate"));
        AssertRefused(statuses[1], "'Duplicate'", "'Good'", "'good' 1.0.0");
    }

    private static PluginHost HostWith(string assembly, Version version) => PluginHost.Current with
    {
        SharedVersion = name => name == assembly ? version : PluginHost.Current.SharedVersion(name),
    };

    private static Type PluginType(RegisteredPlugin plugin) => plugin.Plugin.GetType();

    private static void AssertNothingLoaded(string assembly, string? below = null) =>
        Assert.That(
            AppDomain.CurrentDomain.GetAssemblies().Where(loaded => loaded.GetName().Name == assembly && (below is null || loaded.Location.StartsWith(below, StringComparison.Ordinal))),
            Is.Empty);
}
