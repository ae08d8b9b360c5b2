using System.Globalization;
using System.Text.Json.Nodes;
using Pulp.Core.Tests.Plugins.Support;
using Pulp.Plugins;
using Pulp.Plugins.Loading;

namespace Pulp.Core.Tests.Plugins;

[TestFixture]
public sealed class PluginResolutionTests : PluginTest
{
    private const string Library = "Fixtures.PrivateLibrary.dll";

    [Test]
    [LoaderChecklist(10)]
    public void A_library_for_one_platform_is_found_where_the_deps_file_says()
    {
        var folder = Folders.Add("ConflictingA");
        var rid = OperatingSystem.IsWindows() ? "win" : "unix";
        var place = $"runtimes/{rid}/lib/net10.0";
        Directory.CreateDirectory(Path.Combine(folder, place));
        File.Move(Path.Combine(folder, Library), Path.Combine(folder, place, Library));
        PluginFolders.EditJson(Path.Combine(folder, "Fixtures.ConflictingA.deps.json"), deps =>
        {
            var library = deps["targets"]!.AsObject().Single().Value!["Fixtures.PrivateLibrary1/1.0.0"]!.AsObject();
            library.Remove("runtime");
            library["runtimeTargets"] = new JsonObject
            {
                [$"{place}/{Library}"] = new JsonObject { ["rid"] = rid, ["assetType"] = "runtime", ["assemblyVersion"] = "1.0.0.0", ["fileVersion"] = "1.0.0.0" },
            };
            var entry = deps["libraries"]!["Fixtures.PrivateLibrary1/1.0.0"]!;
            entry["type"] = "package";
            entry["serviceable"] = true;
        });
        AssertLoaded(Folders.LoadOne());
    }

    [Test]
    [LoaderChecklist(11)]
    public void Without_a_deps_file_libraries_are_found_beside_the_plugin()
    {
        var folder = Folders.Add("ConflictingB");
        File.Delete(Path.Combine(folder, "Fixtures.ConflictingB.deps.json"));
        AssertLoaded(Folders.LoadOne());
        Assert.That(Folders.Registered.Single().Types.Permissions.Values.Single(), Is.EqualTo("version 2 by B"));
    }

    [Test]
    public void A_missing_library_is_named()
    {
        var folder = Folders.Add("ConflictingA");
        File.Delete(Path.Combine(folder, Library));
        AssertRefused(Folders.LoadOne(), "Fixtures.PrivateLibrary 1.0.0.0", "neither in its folder nor shared");
        File.Delete(Path.Combine(folder, "Fixtures.ConflictingA.deps.json"));
        AssertRefused(Folders.LoadOne(), "Fixtures.PrivateLibrary 1.0.0.0", "neither in its folder nor shared");
    }

    [Test]
    public void A_library_of_a_lower_version_than_the_plugin_needs_is_named_with_both_numbers()
    {
        var folder = Folders.Add("ConflictingB");
        File.Copy(PluginFolders.FixtureFile("ConflictingA", Library), Path.Combine(folder, Library), overwrite: true);
        AssertRefused(Folders.LoadOne(), "Fixtures.PrivateLibrary 2.0.0.0", "its folder has 1.0.0.0");
    }

    [Test]
    [LoaderChecklist(15)]
    public void A_plugin_for_NET_Standard_loads_with_a_remark()
    {
        var library = Path.Combine(Folders.Add("Shapes"), "Fixtures.Shapes.dll");
        var bytes = File.ReadAllBytes(library);

        // Of the same length, so that nothing in the file moves.
        var name = bytes.AsSpan().IndexOf(".NETCoreApp,Version=v10.0"u8);
        ".NETStandard,Version=v2.0"u8.CopyTo(bytes.AsSpan(name));
        File.WriteAllBytes(library, bytes);
        var status = Folders.LoadOne();
        AssertLoaded(status);
        Assert.That(status.Reason, Does.Contain("it targets .NETStandard,Version=v2.0: build it for .NET 10.0"));
    }

    [Test]
    [LoaderChecklist(14)]
    public void Texts_in_another_language_are_found_in_the_plugins_own_folder()
    {
        Folders.AddAsBuilt("Good");
        AssertLoaded(Folders.LoadOne());
        var greeting = Folders.Registered.Single().Assembly.GetType("Fixtures.Good.Texts")!.GetMethod("Greeting")!.CreateDelegate<Func<CultureInfo, string?>>();
        Assert.That(greeting(new CultureInfo("fr")), Is.EqualTo("bonjour"));
        Assert.That(greeting(new CultureInfo("de")), Is.EqualTo("good day"));
    }

    [TestCase("net11.0")]
    [TestCase("net48")]
    [TestCase("uap10.0.10240")]
    [TestCase("")]
    public void A_manifest_that_names_a_framework_the_host_does_not_run_is_refused_naming_it(string framework)
    {
        PluginFolders.EditManifest(Folders.Add("Good"), manifest => manifest["targetFramework"] = framework);
        AssertRefused(Folders.LoadOne(PluginHost.Current with { Runtime = new Version(10, 0) }), $"it targets {framework}", "10.0");
    }

    [Test]
    [LoaderChecklist(15)]
    public void An_assembly_that_targets_a_newer_framework_than_the_host_is_refused_naming_it()
    {
        PluginFolders.EditManifest(Folders.Add("Good"), manifest => manifest["targetFramework"] = "net9.0");
        AssertRefused(Folders.LoadOne(PluginHost.Current with { Runtime = new Version(9, 0) }), ".NETCoreApp,Version=v10.0", "the host runs .NET 9.0");
    }

    [TestCase("Microsoft.WindowsDesktop.App")]
    [TestCase("Example.Framework.App")]
    [LoaderChecklist(16)]
    public void A_plugin_that_needs_a_shared_framework_the_host_lacks_is_refused_naming_it(string framework)
    {
        var folder = Folders.Add("Shapes");
        PluginFolders.EditJson(Path.Combine(folder, "Fixtures.Shapes.runtimeconfig.json"), config =>
            config["runtimeOptions"]!["framework"] = new JsonObject { ["name"] = framework, ["version"] = "10.0.0" });
        AssertRefused(Folders.LoadOne(), framework);
    }

    [Test]
    [LoaderChecklist(16)]
    public void A_plugin_with_endpoints_is_refused_by_a_host_without_ASP_NET_Core()
    {
        Folders.Add("Good");
        var console = PluginHost.Current with
        {
            SharedVersion = name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) ? null : PluginHost.Current.SharedVersion(name),
        };
        AssertRefused(Folders.LoadOne(console), "Microsoft.AspNetCore.App");
    }

    [Test]
    [LoaderChecklist(19)]
    public void A_single_file_host_says_that_it_loads_no_plugins()
    {
        Folders.Add("Good");
        AssertRefused(Folders.LoadOne(PluginHost.Current with { Obstacle = "the host is published as a single file" }), "single file");
    }

    [TestCase("ByAssemblyLoad")]
    [TestCase("ByTypeName")]
    [TestCase("ByContext")]
    [LoaderChecklist(18)]
    public void A_plugin_finds_its_own_types_by_name(string way)
    {
        Folders.Add("Good");
        AssertLoaded(Folders.LoadOne());
        var assembly = Folders.Registered.Single().Assembly;
        var lookUp = assembly.GetType("Fixtures.Good.TypeLookup")!.GetMethod(way)!.CreateDelegate<Func<Type?>>();

        // A test runner may have entered a context of its own; a plain thread has none.
        Type? found = null;
        var thread = new Thread(() => found = lookUp());
        thread.UnsafeStart();
        thread.Join();
        Assert.That(found, Is.SameAs(assembly.GetType("Fixtures.Good.Widget")));
    }
}
