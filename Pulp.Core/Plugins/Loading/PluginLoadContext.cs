using System.Reflection;
using System.Runtime.Loader;

namespace Pulp.Plugins.Loading;

// Holds one plugin's own assemblies. What is shared is the host's copy or an error, never a second copy: types of the contract must be the same type everywhere.
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private readonly PluginAssemblies own;
    private readonly PluginHost host;
    private readonly AssemblyLoadContext hostContext = GetLoadContext(typeof(PulpPlugin).Assembly) ?? Default;

    public PluginLoadContext(string name, PluginAssemblies own, PluginHost host)
        : base(name)
    {
        this.own = own;
        this.host = host;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is { } name && host.SharedVersion(name) is { } offered)
        {
            return assemblyName.Version is null || assemblyName.Version <= offered
                ? hostContext.LoadFromAssemblyName(new AssemblyName(name))
                : throw new FileLoadException($"{Name} needs {name} {assemblyName.Version}, the host has {offered}.", assemblyName.FullName);
        }

        return own.Find(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        own.FindNative(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : nint.Zero;
}
