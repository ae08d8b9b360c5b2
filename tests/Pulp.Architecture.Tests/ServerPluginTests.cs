using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Architecture.Tests.Support;
using Pulp.Plugins;

namespace Pulp.Architecture.Tests;

/// <summary>Looks at the folder of plugins that the build puts beside the server.</summary>
[TestFixture]
public sealed class ServerPluginTests
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "Pulp.Server", SourceTree.BuildFolder, "plugins");

    private static IEnumerable<string> Plugins => SourceTree.Projects.Where(project => SourceTree.KindOf(project) == "Plugin");

    [TestCaseSource(nameof(Plugins))]
    public void A_plugin_lies_beside_the_server_without_the_hosts_assemblies(string plugin)
    {
        var folder = Directory.EnumerateFiles(Folder, plugin + ".dll", SearchOption.AllDirectories).Select(Path.GetDirectoryName).Single()!;
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "pulp-plugin.json")));
        Assert.That(manifest.RootElement.GetProperty("label").GetString(), Is.EqualTo(Path.GetFileName(folder)));
        Assert.That(
            Directory.EnumerateFiles(folder, "*.dll", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension),
            Has.None.Matches<string>(ContractAssemblyTests.Listed.Contains));
    }

    [Test]
    public void Every_plugin_beside_the_server_that_declares_itself_loads()
    {
        var declared = Plugins.Where(plugin => SourceTree.AssemblyOf(plugin).GetTypes().Any(type => type.IsSubclassOf(typeof(PulpPlugin)))).ToList();
        var services = new ServiceCollection();
        services.AddPulp().AddPluginsFrom(Folder);
        using var provider = services.BuildServiceProvider();
        var loaded = provider.GetServices<RegisteredPlugin>().Select(plugin => plugin.Assembly.GetName().Name);
        Assert.That(
            loaded,
            Is.EquivalentTo(declared),
            string.Join('\n', provider.GetRequiredService<PluginCatalog>().Plugins.Select(plugin => $"{plugin.Label}: {plugin.State} {plugin.Reason}")));
    }
}
