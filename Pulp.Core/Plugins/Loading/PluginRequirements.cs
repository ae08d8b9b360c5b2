using System.Text.Json;

namespace Pulp.Plugins.Loading;

// Compares what a plugin and its own libraries need with what the host has, before anything of it is loaded.
internal static class PluginRequirements
{
    public static void CheckFrameworks(string mainAssembly, PluginHost host)
    {
        var file = Path.ChangeExtension(mainAssembly, ".runtimeconfig.json");
        if (!File.Exists(file))
            return;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var framework in FrameworksOf(document.RootElement.GetProperty("runtimeOptions")))
            {
                var name = framework.GetProperty("name").GetString()!;
                if (!host.HasFramework(name))
                    throw new PluginException($"it needs the shared framework {name}, which the host runs without");
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new PluginException($"its {Path.GetFileName(file)} cannot be read", exception);
        }
    }

    public static void CheckReferences(AssemblyFile main, PluginAssemblies own, PluginHost host)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Queue<AssemblyFile>([main]);
        while (open.TryDequeue(out var assembly))
        {
            foreach (var reference in assembly.References)
            {
                var needed = reference.Version ?? new Version(0, 0, 0, 0);
                var by = assembly == main ? "it" : $"its {assembly.FileName}";
                if (host.SharedVersion(reference.Name!) is { } offered)
                {
                    if (needed > offered)
                        throw new PluginException($"{by} needs {reference.Name} {needed}, the host has {offered}");
                }
                else if (own.Find(reference) is { } path)
                {
                    if (!seen.Add(path))
                        continue;
                    var found = AssemblyFile.Read(path);
                    if (needed > found.Version)
                        throw new PluginException($"{by} needs {reference.Name} {needed}, its folder has {found.Version}");
                    open.Enqueue(found);
                }
                else if (assembly == main)
                {
                    // A library may name assemblies it never uses; a plugin's own references are meant.
                    throw new PluginException($"it needs {reference.Name} {needed}, which is neither in its folder nor shared by the host");
                }
            }
        }
    }

    private static IEnumerable<JsonElement> FrameworksOf(JsonElement options)
    {
        if (options.TryGetProperty("framework", out var single))
            yield return single;
        foreach (var list in new[] { "frameworks", "includedFrameworks" })
        {
            if (options.TryGetProperty(list, out var many))
            {
                foreach (var framework in many.EnumerateArray())
                    yield return framework;
            }
        }
    }
}
