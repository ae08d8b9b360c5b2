using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Pulp.Core.Tests.Plugins.Support;
using Pulp.Plugins;

namespace Pulp.Core.Tests.Plugins;

/// <summary>
/// Native libraries of plugins. The rules are the runtime's and the same everywhere; what is at hand to call is a library for Linux.
/// </summary>
[TestFixture]
[Platform("Linux")]
public sealed class PluginNativeTests : PluginTest
{
    private const string Library = "libpulpfixture.so";

    // Any library with a function to call will do; the runtime's own is at hand.
    private static readonly string Source = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Native.so");
    private static readonly string Place = $"runtimes/{RuntimeInformation.RuntimeIdentifier}/native";

    [TestCase("ProcessId")]
    [TestCase("ProcessIdByPrefix")]
    [TestCase("ProcessIdByEnding")]
    [TestCase("ProcessIdByFileName")]
    [LoaderChecklist(12)]
    public void A_native_library_is_found_where_the_deps_file_says_however_its_name_is_written(string way)
    {
        AddNative("Good");
        AssertLoaded(Folders.LoadOne());
        Assert.That(Call(Folders.Registered.Single(), way), Is.EqualTo(Environment.ProcessId));
    }

    [TestCase("ProcessId")]
    [TestCase("ProcessIdByFileName")]
    [LoaderChecklist(11, 12)]
    public void Without_a_deps_file_a_native_library_is_found_beside_the_plugin(string way)
    {
        var folder = Folders.Add("Good");
        File.Delete(Path.Combine(folder, "Fixtures.Good.deps.json"));
        File.Copy(Source, Path.Combine(folder, Library));
        AssertLoaded(Folders.LoadOne());
        Assert.That(Call(Folders.Registered.Single(), way), Is.EqualTo(Environment.ProcessId));
    }

    [Test]
    [LoaderChecklist(13)]
    public void Two_plugins_with_different_versions_of_one_native_library_each_get_their_own()
    {
        AddNative("ConflictingA");
        var other = Path.Combine(AddNative("ConflictingB"), Place, Library);

        // What follows the last section is nobody's: another file with the same code.
        File.AppendAllText(other, "another version");
        Assert.That(Folders.Load().Select(status => status.State), Is.All.EqualTo(PluginState.Loaded));
        foreach (var plugin in Folders.Registered)
            Assert.That(Call(plugin, "ProcessId"), Is.EqualTo(Environment.ProcessId));
        var mapped = File.ReadLines("/proc/self/maps").Where(line => line.Contains(Folders.Root, StringComparison.Ordinal) && line.EndsWith(Library, StringComparison.Ordinal))
            .Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..]).Distinct();
        Assert.That(mapped, Is.EquivalentTo(new[] { Path.Combine(Folders.Root, "ConflictingA", Place, Library), other }));
    }

    private static int Call(RegisteredPlugin plugin, string way) =>
        plugin.Assembly.GetType("Fixtures.Good.NativeCall")!.GetMethod(way)!.CreateDelegate<Func<int>>()();

    private string AddNative(string fixture)
    {
        var folder = Folders.Add(fixture);
        Directory.CreateDirectory(Path.Combine(folder, Place));
        File.Copy(Source, Path.Combine(folder, Place, Library));
        PluginFolders.EditJson(Path.Combine(folder, $"Fixtures.{fixture}.deps.json"), deps =>
        {
            deps["targets"]!.AsObject().Single().Value!["Native/1.0.0"] = new JsonObject
            {
                ["runtimeTargets"] = new JsonObject
                {
                    [$"{Place}/{Library}"] = new JsonObject { ["rid"] = RuntimeInformation.RuntimeIdentifier, ["assetType"] = "native", ["fileVersion"] = "0.0.0.0" },
                },
            };
            deps["libraries"]!["Native/1.0.0"] = new JsonObject { ["type"] = "package", ["serviceable"] = true, ["sha512"] = "" };
        });
        return folder;
    }
}
