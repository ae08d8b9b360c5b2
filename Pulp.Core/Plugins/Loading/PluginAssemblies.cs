using System.Reflection;
using System.Runtime.Loader;

namespace Pulp.Plugins.Loading;

// Finds the files of a plugin's own assemblies: as its .deps.json says, otherwise beside the plugin.
internal sealed class PluginAssemblies
{
    private readonly AssemblyDependencyResolver resolver;
    private readonly string folder;

    public PluginAssemblies(string mainAssembly)
    {
        Main = mainAssembly;
        folder = Path.GetDirectoryName(mainAssembly)!;
        try
        {
            resolver = new AssemblyDependencyResolver(mainAssembly);
        }
        catch (InvalidOperationException exception)
        {
            throw new PluginException($"its {Path.ChangeExtension(Path.GetFileName(mainAssembly), ".deps.json")} cannot be read, or names files that are not in its folder", exception);
        }
    }

    public string Main { get; }

    public string? Find(AssemblyName name)
    {
        if (resolver.ResolveAssemblyToPath(name) is { } path)
            return path;
        var beside = Path.Combine(folder, name.CultureName ?? "", name.Name + ".dll");
        return File.Exists(beside) ? beside : null;
    }

    public string? FindNative(string name) => resolver.ResolveUnmanagedDllToPath(name);
}
