using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Tells by its tags whether a wheel or installer is for an excluded platform.
/// </summary>
internal sealed class PlatformFilter
{
    private static readonly Dictionary<PythonPlatform, string[]> Prefixes = new()
    {
        [PythonPlatform.Windows] = ["win"],
        [PythonPlatform.Macos] = ["macosx", "macosx_"],
        [PythonPlatform.Freebsd] = ["freebsd"],
        [PythonPlatform.Linux] = ["linux", "manylinux", "musllinux"],
    };

    private readonly string[] prefixes;
    private readonly bool excludesWindows;

    public PlatformFilter(IReadOnlyList<PythonPlatform> excluded)
    {
        prefixes = [.. excluded.SelectMany(platform => Prefixes[platform])];
        excludesWindows = excluded.Contains(PythonPlatform.Windows);
    }

    /// <summary>Gets whether a file is for excluded platforms only.</summary>
    /// <param name="file">The file's name.</param>
    public bool Excludes(DistributionFileName file)
    {
        if (prefixes.Length == 0)
            return false;
        if (file.PackageType == PackageType.WindowsInstaller)
            return excludesWindows;
        return file.PlatformTags.Count > 0
            && file.PlatformTags.All(tag => Array.Exists(prefixes, prefix => tag.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));
    }
}
