using System.Xml.Linq;
using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Packaging;

/// <summary>
/// All packages of this tree, packed as it was built, as the only source of them; everything else comes from what this machine restored already.
/// </summary>
[SetUpFixture]
internal sealed class LocalFeed
{
    private static TemporaryFolder folder = null!;

    /// <summary>Gets the folder of the packages.</summary>
    public static string Packages => folder.Below("packages");

    /// <summary>Gets the version of all of them.</summary>
    public static string Version { get; private set; } = "";

    /// <summary>Gets the names of the packages there must be: one for each library, plugin and application.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateDirectories(PulpProcess.SourceRoot, "Pulp.*").Select(path => Path.GetFileName(path)!).Where(name => File.Exists(ProjectOf(name))).Order(StringComparer.Ordinal)];

    [OneTimeSetUp]
    public async Task PackAsync()
    {
        folder = new TemporaryFolder();
        Version = XDocument.Load(Path.Combine(PulpProcess.SourceRoot, "Directory.Build.props")).Descendants("Version").Single().Value;
        var configuration = new DirectoryInfo(PulpProcess.Program).Parent!.Parent!.Name;
        (await DotnetAsync(PulpProcess.SourceRoot, "pack", "Pulp.sln", "--no-build", "--configuration", configuration, "--output", Packages)).Succeeded();
        File.Copy(Path.Combine(PulpProcess.SourceRoot, "Directory.Packages.props"), folder.Below("third-party.props"));
        await File.WriteAllTextAsync(folder.Below("nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="pulp" value="{Packages}" /><add key="machine" value="{RestoredPackages()}" /></packageSources>
              <packageSourceMapping>
                <packageSource key="pulp"><package pattern="Pulp.*" /></packageSource>
                <packageSource key="machine"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """);
        await File.WriteAllTextAsync(folder.Below("Directory.Packages.props"), $"""
            <Project>
              <Import Project="third-party.props" />
              <ItemGroup>
                {string.Concat(Names.Select(name => $"<PackageVersion Include=\"{name}\" Version=\"{Version}\" />"))}
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(folder.Below("Directory.Build.props"), """
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
                <NoWarn>$(NoWarn);NETSDK1206</NoWarn>
              </PropertyGroup>
            </Project>
            """);
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    /// <summary>Gets the path of a project.</summary>
    public static string ProjectOf(string name) => Path.Combine(PulpProcess.SourceRoot, name, name + ".csproj");

    /// <summary>Gets the path of a package.</summary>
    public static string PackageOf(string name, string extension = "nupkg") => Path.Combine(Packages, $"{name}.{Version}.{extension}");

    /// <summary>Makes a clean folder for a project, in which this feed is the source of Pulp's packages.</summary>
    public static string NewProject(string name) => Directory.CreateDirectory(folder.Below("projects", name)).FullName;

    /// <summary>Runs the SDK, with packages of its own: what other builds left is not seen.</summary>
    public static Task<ToolResult> DotnetAsync(string project, params string[] arguments)
    {
        var start = Tool.Describe("dotnet", arguments, project);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["HOME"] = folder.Path;
        if (project != PulpProcess.SourceRoot)
            start.Environment["NUGET_PACKAGES"] = folder.Below("restored");
        // Nothing of it outlives the test.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        return Tool.RunAsync(start);
    }

    private static string RestoredPackages() => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
