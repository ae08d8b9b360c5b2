namespace Pulp.FunctionalTests.Support;

/// <summary>
/// Plugins as builds left them, for folders that a test makes.
/// </summary>
internal static class PluginFolders
{
    /// <summary>Gets the folder of a plugin that comes with the server.</summary>
    public static string Shipped(string label) => Path.Combine(Path.GetDirectoryName(PulpProcess.Program)!, "plugins", label);

    /// <summary>Gets the folder of a plugin that is there for tests.</summary>
    public static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "PluginFixtures", name);

    public static void Copy(string source, string target)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
