using System.Reflection;
using System.Xml.Linq;

namespace Pulp.Architecture.Tests.Support;

/// <summary>Finds projects, sources and assemblies of the tree the tests were built from.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    /// <summary>Gets where a project's build lies below its folder, for example <c>bin/Debug/net10.0</c>.</summary>
    public static string BuildFolder { get; } = Path.GetRelativePath(Path.Combine(Root, "tests", "Pulp.Architecture.Tests"), AppContext.BaseDirectory);

    /// <summary>Gets the top-level projects, by name.</summary>
    public static IReadOnlyList<string> Projects { get; } =
    [
        .. Directory.EnumerateDirectories(Root, "Pulp.*")
            .Select(folder => Path.GetFileName(folder))
            .Where(name => File.Exists(Path.Combine(Root, name, name + ".csproj")))
            .Order(StringComparer.Ordinal),
    ];

    public static IEnumerable<string> Libraries => Projects.Where(name => KindOf(name) is "Library" or "Plugin");

    public static XDocument ProjectFile(string name) => XDocument.Load(Path.Combine(Root, name, name + ".csproj"));

    public static string KindOf(string name) => ProjectFile(name).Descendants("ProjectKind").Single().Value;

    public static Assembly AssemblyOf(string name) => Assembly.Load(new AssemblyName(name));

    /// <summary>Gets the C# files below a folder of the tree, without what the build writes.</summary>
    /// <param name="folder">A folder relative to the root; empty means all.</param>
    /// <returns>Paths relative to the root.</returns>
    public static IEnumerable<string> Sources(string folder = "") =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "artifacts"));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pulp.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("These tests read the sources: run them from a build inside the source tree.");
    }
}
