using System.Xml.Linq;

namespace Pulp.FunctionalTests.Support;

/// <summary>
/// A folder of packages made of this build, and a nuget.config beside it: packages of Pulp come from the feed alone, others from where this tree gets them.
/// </summary>
/// <remarks>The tools run with the folder as their home, so that they neither see nor change what the machine has installed.</remarks>
internal sealed class LocalFeed
{
    private const string Machine = "machine";
    private readonly TemporaryFolder folder;

    private LocalFeed(TemporaryFolder folder) => this.folder = folder;

    public string Path => folder.Below("feed");

    /// <summary>Packs projects as they were built.</summary>
    /// <param name="folder">Takes the feed, the configuration, and what the tools keep.</param>
    /// <param name="projects">Paths of the projects below the root of the tree.</param>
    public static async Task<LocalFeed> PackAsync(TemporaryFolder folder, params string[] projects)
    {
        var feed = new LocalFeed(folder);
        Directory.CreateDirectory(feed.Path);
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        foreach (var project in projects)
            (await DotnetAsync(folder, "pack", System.IO.Path.Combine(Tree.Root, project), "--no-build", "-c", configuration, "-o", feed.Path, "-v", "quiet")).Succeeded();
        feed.WriteConfiguration();
        return feed;
    }

    /// <summary>Runs dotnet with the feed's packages.</summary>
    /// <param name="workingFolder">Where it runs, below the feed's folder.</param>
    /// <param name="arguments">The command.</param>
    public Task<ToolResult> RunAsync(string workingFolder, params string[] arguments) => Tool.RunAsync("dotnet", arguments, workingFolder, folder.Path);

    private static Task<ToolResult> DotnetAsync(TemporaryFolder folder, params string[] arguments) => Tool.RunAsync("dotnet", arguments, folder.Path);

    private void WriteConfiguration()
    {
        var sources = XDocument.Load(System.IO.Path.Combine(Tree.Root, "nuget.config")).Descendants("packageSources").Elements("add").Select(source => new XElement(source)).ToList();
        // What was restored before needs no network.
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        if (Directory.Exists(packages))
            sources.Add(Source(Machine, packages));
        new XDocument(new XElement(
            "configuration",
            new XElement("packageSources", new XElement("clear"), sources, Source("feed", Path)),
            new XElement(
                "packageSourceMapping",
                new XElement("clear"),
                sources.Select(source => Mapping(source.Attribute("key")!.Value, "*")),
                Mapping("feed", "Pulp.*")))).Save(folder.Below("nuget.config"));

        static XElement Source(string key, string value) => new("add", new XAttribute("key", key), new XAttribute("value", value));

        static XElement Mapping(string key, string pattern) => new("packageSource", new XAttribute("key", key), new XElement("package", new XAttribute("pattern", pattern)));
    }
}
