using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pulp.Plugins.Loading;

// What a plugin finds in this process: the contract, the runtime, the shared frameworks, and the assemblies that are the host's for everyone.
internal sealed record PluginHost
{
    public static PluginHost Current { get; } = new()
    {
        Contract = ContractVersion.OfHost,
        Runtime = new Version(Environment.Version.Major, Environment.Version.Minor),
        SharedVersion = new HostAssemblies().VersionOf,
        Obstacle = ObstacleToLoading(),
    };

    public required ContractVersion Contract { get; init; }

    public required Version Runtime { get; init; }

    // The version of the host's copy of a shared assembly; null for every assembly a plugin brings itself.
    public required Func<string, Version?> SharedVersion { get; init; }

    // Why this process cannot load any plugin at run time, or null.
    public string? Obstacle { get; init; }

    public bool HasFramework(string name) => name switch
    {
        "Microsoft.NETCore.App" => true,
        "Microsoft.AspNetCore.App" => SharedVersion("Microsoft.AspNetCore") is not null,
        "Microsoft.WindowsDesktop.App" => SharedVersion("System.Windows.Forms") is not null,
        _ => false,
    };

    private static string? ObstacleToLoading() =>
        !RuntimeFeature.IsDynamicCodeSupported || HostAssemblies.PathOf(typeof(PluginHost).Assembly).Length == 0
            ? "the host is published as a single file or compiled ahead of time: publish it without that, or reference the plugin at compile time"
            : null;

    // The frameworks' assemblies and those the contract brings along; the core's build lists the latter.
    private sealed class HostAssemblies
    {
        private readonly ConcurrentDictionary<string, Version?> versions = new(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, string> trusted = new(StringComparer.OrdinalIgnoreCase);
        private readonly HashSet<string> listed;
        private readonly HashSet<string> frameworkFolders = new(StringComparer.Ordinal);

        public HostAssemblies()
        {
            var paths = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
            foreach (var path in paths.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
                trusted.TryAdd(Path.GetFileNameWithoutExtension(path), path);
            listed = typeof(PluginHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .Single(metadata => metadata.Key == "PulpHostAssemblies").Value!
                .Split(';')
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
            foreach (var marker in new[] { "System.Private.CoreLib", "Microsoft.AspNetCore", "System.Windows.Forms" })
            {
                if (trusted.TryGetValue(marker, out var path))
                    frameworkFolders.Add(Path.GetDirectoryName(path)!);
            }
        }

        public static string PathOf(Assembly assembly)
        {
#pragma warning disable IL3000 // An empty path is what tells a single file.
            return assembly.Location;
#pragma warning restore IL3000
        }

        public Version? VersionOf(string name) => versions.GetOrAdd(name, Find);

        private Version? Find(string name) =>
            trusted.TryGetValue(name, out var path) && (listed.Contains(name) || frameworkFolders.Contains(Path.GetDirectoryName(path)!))
                ? AssemblyName.GetAssemblyName(path).Version
                : null;
    }
}
