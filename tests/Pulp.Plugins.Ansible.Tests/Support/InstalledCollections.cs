using System.Text.Json.Nodes;

namespace Pulp.Plugins.Ansible.Tests.Support;

/// <summary>Knows the collections that Debian's package <c>ansible</c> installs, and makes archives of them. Their lists of files name tests that the package leaves out, so the lists are made anew.</summary>
internal static class InstalledCollections
{
    private const string Root = "/usr/lib/python3/dist-packages/ansible_collections";

    /// <summary>Gets the folders of the collections.</summary>
    public static IReadOnlyList<string> Folders { get; } = Directory.Exists(Root)
        ? [.. Directory.EnumerateDirectories(Root).Where(folder => !folder.EndsWith("__pycache__", StringComparison.Ordinal)).SelectMany(Directory.EnumerateDirectories).Where(folder => File.Exists(folder + "/MANIFEST.json")).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Makes the archive of a collection.</summary>
    public static CollectionBuilder Builder(string folder)
    {
        var builder = new CollectionBuilder().Without("README.md").Without("meta/runtime.yml");
        var info = JsonNode.Parse(File.ReadAllBytes(folder + "/MANIFEST.json"))!["collection_info"]!.AsObject();
        foreach (var (name, value) in info)
            builder.Info[name] = value?.DeepClone();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(folder, file);
            if (path is not ("MANIFEST.json" or "FILES.json") && !path.Contains("__pycache__", StringComparison.Ordinal) && File.Exists(file))
                builder.With(path, File.ReadAllBytes(file));
        }

        return builder;
    }
}
