using System.Text.Json;
using System.Xml.Linq;
using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Packaging;

[TestFixture]
public sealed class PackageTests
{
    private const string PluginFolder = "tools/pulp-plugin/";
    private const string ToolFolder = "tools/net10.0/any/";
    private static readonly IReadOnlyDictionary<string, string> ThirdParty = XDocument.Load(Path.Combine(PulpProcess.SourceRoot, "Directory.Packages.props")).Descendants("PackageVersion")
        .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value, StringComparer.Ordinal);

    private static IEnumerable<string> Packages => LocalFeed.Names;

    private static IEnumerable<string> Libraries => Packages.Where(name => KindOf(name) is "Library" or "Plugin");

    private static IEnumerable<string> Plugins => Packages.Where(name => KindOf(name) == "Plugin");

    [Test]
    public void There_is_a_package_for_each_library_plugin_and_tool_and_for_templates_and_no_other() =>
        Assert.That(
            Directory.EnumerateFiles(LocalFeed.Packages).Select(Path.GetFileName),
            Is.EquivalentTo(Packages.Append("Pulp.Templates").Select(name => Path.GetFileName(LocalFeed.PackageOf(name))).Concat(Libraries.Select(name => Path.GetFileName(LocalFeed.PackageOf(name, "snupkg"))))));

    [TestCaseSource(nameof(Packages))]
    public void A_package_says_what_it_is_and_where_it_comes_from(string name)
    {
        using var package = new Package(LocalFeed.PackageOf(name));
        Assert.That((package["id"], package["version"], package["license"]), Is.EqualTo((name, LocalFeed.Version, "MIT")));
        Assert.That((package["icon"], package["readme"]), Is.EqualTo(("icon.png", "README.md")));
        Assert.That(package.SizeOf("icon.png"), Is.InRange(500, 100_000));
        Assert.That(package.Read("README.md"), Does.StartWith("# ").And.Contain(name));
        Assert.That(package["description"], Is.Not.EqualTo("Package Description").And.Not.Empty);
        Assert.That(package["authors"], Is.Not.EqualTo(name));
        var repository = package.Metadata.Elements().Single(element => element.Name.LocalName == "repository");
        Assert.That((repository.Attribute("type")?.Value, repository.Attribute("commit")?.Value), Is.EqualTo(("git", repository.Attribute("commit")?.Value)));
        Assert.That(repository.Attribute("commit")?.Value, Does.Match("^[0-9a-f]{40}$"));
    }

    [TestCaseSource(nameof(Libraries))]
    public void A_library_has_its_documentation_and_its_symbols_and_nothing_that_is_not_meant(string name)
    {
        using var package = new Package(LocalFeed.PackageOf(name));
        string[] expected = ["README.md", "icon.png", $"{name}.nuspec", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml"];
        string[] rules = name switch
        {
            "Pulp.Core" => ["Contract.props", "Plugin.targets", .. Directory.EnumerateFiles(Path.Combine(PulpProcess.SourceRoot, "eng", "package")).Select(file => Path.GetFileName(file)!)],
            "Pulp.Testing" => ["Pulp.Testing.targets"],
            _ => [],
        };
        Assert.That(package.Files.Where(file => !file.StartsWith(PluginFolder, StringComparison.Ordinal)), Is.EquivalentTo(expected.Concat(rules.Select(rule => "buildTransitive/" + rule))));
        Assert.That(XDocument.Parse(package.Read($"lib/net10.0/{name}.xml")).Descendants("member"), Is.Not.Empty);
        using var symbols = new Package(LocalFeed.PackageOf(name, "snupkg"));
        Assert.That(symbols.Files, Is.EquivalentTo(new[] { $"{name}.nuspec", $"lib/net10.0/{name}.pdb" }));
    }

    [TestCaseSource(nameof(Libraries))]
    public void A_library_needs_what_its_project_references_in_that_version_at_least_and_nothing_else(string name)
    {
        using var package = new Package(LocalFeed.PackageOf(name));
        var references = XDocument.Load(LocalFeed.ProjectOf(name)).Descendants().Where(element => element.Attribute("PrivateAssets") is null).ToList();
        var expected = references.Where(element => element.Name.LocalName == "PackageReference").Select(element => element.Attribute("Include")!.Value).ToDictionary(id => id, FloorOf, StringComparer.Ordinal);
        foreach (var project in references.Where(element => element.Name.LocalName == "ProjectReference"))
            expected.Add(Path.GetFileNameWithoutExtension(project.Attribute("Include")!.Value), LocalFeed.Version);
        Assert.That(package.Dependencies, Is.EquivalentTo(expected));
        Assert.That(package.Metadata.Descendants().Where(element => element.Name.LocalName == "group" && element.Attribute("targetFramework") is not null).Select(element => element.Attribute("targetFramework")!.Value), Is.All.EqualTo("net10.0"));
    }

    [TestCaseSource(nameof(Plugins))]
    public void A_plugin_is_there_as_the_folder_a_server_takes_and_needs_no_web_server_as_a_library(string name)
    {
        using var package = new Package(LocalFeed.PackageOf(name));
        using var manifest = JsonDocument.Parse(package.Read(PluginFolder + "pulp-plugin.json"));
        Assert.That(
            package.Files.Where(file => file.StartsWith(PluginFolder, StringComparison.Ordinal)),
            Is.EquivalentTo(manifest.RootElement.GetProperty("files").EnumerateObject().Select(file => PluginFolder + file.Name).Append(PluginFolder + "pulp-plugin.json")));
        Assert.That(manifest.RootElement.GetProperty("version").GetString(), Is.EqualTo(LocalFeed.Version));
        Assert.That(package.Dependencies.Keys, Has.Member("Pulp.Core").And.No.Member("Pulp.AspNetCore"));
        Assert.That(package.Metadata.Elements().Select(element => element.Name.LocalName), Has.No.Member("frameworkReferences"));
    }

    [Test]
    public void The_tool_is_called_pulp_and_brings_every_plugin_and_nothing_of_a_web_site()
    {
        using var package = new Package(LocalFeed.PackageOf("Pulp.Server"));
        Assert.That(package.Read(ToolFolder + "DotnetToolSettings.xml"), Does.Contain("Name=\"pulp\"").And.Contain("EntryPoint=\"Pulp.Server.dll\""));
        Assert.That(package.Files, Is.SupersetOf(Plugins.Select(name => $"{ToolFolder}plugins/{name.Split('.')[^1].ToLowerInvariant()}/{name}.dll")));
        var endings = package.Files.Where(file => file.StartsWith(ToolFolder, StringComparison.Ordinal)).Select(Path.GetExtension).Distinct();
        Assert.That(endings, Is.SubsetOf(new[] { ".dll", ".pdb", ".json", ".xml", ".so", ".dylib" }));
        Assert.That(package.Files.Where(file => file.EndsWith(".xml", StringComparison.Ordinal) || file.Contains("staticwebassets", StringComparison.Ordinal)), Is.EqualTo(new[] { ToolFolder + "DotnetToolSettings.xml" }));
        Assert.That(package.Dependencies, Is.Empty);
    }

    [Test]
    public async Task What_is_packed_does_not_depend_on_the_folder_it_is_built_in()
    {
        var answer = (await LocalFeed.DotnetAsync(PulpProcess.SourceRoot, "msbuild", LocalFeed.ProjectOf("Pulp.Core"), "-nologo", "-p:_IsPacking=true", "-getProperty:ContinuousIntegrationBuild,Deterministic,DeterministicSourcePaths,EnablePackageValidation")).Succeeded();
        using var properties = JsonDocument.Parse(answer.Output);
        Assert.That(properties.RootElement.GetProperty("Properties").EnumerateObject().Select(property => property.Value.GetString()), Is.All.EqualTo("true"));
    }

    private static string? KindOf(string name) => XDocument.Load(LocalFeed.ProjectOf(name)).Descendants("ProjectKind").Single().Value;

    private static string FloorOf(string id) => ThirdParty[id] is var version && version.StartsWith("$(", StringComparison.Ordinal)
        ? XDocument.Load(Path.Combine(PulpProcess.SourceRoot, "Directory.Packages.props")).Descendants(version[2..^1]).Single().Value
        : version;
}
