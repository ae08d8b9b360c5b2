using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins;
using Pulp.Plugins.Loading;

namespace Pulp.Core.Tests.Plugins.Support;

/// <summary>A folder of plugins that a test fills with copies of the fixtures, loads and throws away.</summary>
internal sealed class PluginFolders : IDisposable
{
    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "PluginFixtures");

    public string Root { get; } = Directory.CreateTempSubdirectory("plugins tèst ").FullName;

    public ServiceCollection Services { get; } = [];

    public PluginFolders() => Services.AddPulp();

    public IReadOnlyList<RegisteredPlugin> Registered => [.. RegisteredPlugin.In(Services)];

    /// <summary>Copies a fixture, with a manifest that names no files, so that a test may change them.</summary>
    /// <param name="fixture">Its project's name.</param>
    /// <param name="folder">The folder's name; null means the fixture's.</param>
    /// <returns>The full path.</returns>
    public string Add(string fixture, string? folder = null)
    {
        var target = AddAsBuilt(fixture, folder);
        EditManifest(target, manifest => manifest.Remove("files"));
        return target;
    }

    /// <summary>Copies a fixture as its build left it.</summary>
    /// <param name="fixture">Its project's name.</param>
    /// <param name="folder">The folder's name; null means the fixture's.</param>
    /// <returns>The full path.</returns>
    public string AddAsBuilt(string fixture, string? folder = null)
    {
        var source = Path.Combine(Fixtures, fixture);
        var target = Path.Combine(Root, folder ?? fixture);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }

    public string AddMisbehaving(string behavior)
    {
        var folder = Add("Misbehaving");
        File.WriteAllText(Path.Combine(folder, "behavior.txt"), behavior);
        return folder;
    }

    public static void EditJson(string file, Action<JsonObject> edit)
    {
        var json = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        edit(json);
        File.WriteAllText(file, json.ToJsonString());
    }

    public static void EditManifest(string folder, Action<JsonObject> edit) => EditJson(Path.Combine(folder, "pulp-plugin.json"), edit);

    public static string FixtureFile(string fixture, string file) => Path.Combine(Fixtures, fixture, file);

    public IReadOnlyList<PluginStatus> Load(PluginHost? host = null, PluginLoadOptions? options = null) =>
        new PluginLoader(Services, options ?? new PluginLoadOptions(), host ?? PluginHost.Current).Load(Root);

    public PluginStatus LoadOne(PluginHost? host = null, PluginLoadOptions? options = null) => Load(host, options).Single();

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
