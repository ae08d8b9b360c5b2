using System.Xml.Linq;
using Pulp.Architecture.Tests.Support;

namespace Pulp.Architecture.Tests;

[TestFixture]
public sealed class ReferenceTests
{
    private static readonly string[] DataAccess = ["System.Data", "Microsoft.Data", "SQLitePCLRaw", "Npgsql", "Dapper"];

    private static IEnumerable<string> Projects => SourceTree.Projects;

    private static IEnumerable<string> Plugins => SourceTree.Projects.Where(IsPlugin);

    [TestCaseSource(nameof(Projects))]
    public void A_project_references_only_what_its_place_allows(string project)
    {
        var allowed = AllowedReferences.Of(project);
        Assert.That(allowed, Is.Not.Null, $"{project} is new: state in {nameof(AllowedReferences)} what it may reference.");
        var file = SourceTree.ProjectFile(project);
        Assert.Multiple(() =>
        {
            Assert.That(Included(file, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)), Is.SubsetOf(allowed!.Projects));
            Assert.That(Included(file, "PackageReference").Where(package => !allowed.AllowsPackage(package)), Is.Empty);
            Assert.That(Included(file, "FrameworkReference"), Is.SubsetOf(allowed.AspNetCore ? new[] { "Microsoft.AspNetCore.App" } : []));
        });
    }

    [TestCaseSource(nameof(Projects))]
    public void An_assembly_references_only_the_projects_its_place_allows(string project) =>
        Assert.That(ReferencesOf(project).Where(name => name.StartsWith("Pulp.", StringComparison.Ordinal)), Is.SubsetOf(AllowedReferences.Of(project)!.Projects));

    [Test]
    public void The_core_knows_no_web_server_and_no_database() =>
        Assert.That(
            ReferencesOf("Pulp.Core").Where(name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || DataAccess.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))),
            Is.Empty);

    [TestCaseSource(nameof(Plugins))]
    public void A_plugin_keeps_its_reference_to_ASP_NET_Core_private(string plugin)
    {
        var references = SourceTree.ProjectFile(plugin).Descendants()
            .Where(item => item.Attribute("Include")?.Value is { } include
                && (include == "Microsoft.AspNetCore.App" || Path.GetFileNameWithoutExtension(include) == "Pulp.AspNetCore"));
        Assert.That(references.Select(item => item.Attribute("PrivateAssets")?.Value), Is.All.EqualTo("all"));
    }

    [Test]
    public void The_server_is_compiled_against_no_plugin() =>
        Assert.That(ReferencesOf("Pulp.Server").Where(IsPlugin), Is.Empty);

    private static bool IsPlugin(string name) => name.StartsWith("Pulp.Plugins.", StringComparison.Ordinal);

    private static IEnumerable<string> ReferencesOf(string project) =>
        SourceTree.AssemblyOf(project).GetReferencedAssemblies().Select(reference => reference.Name!);

    private static List<string> Included(XDocument file, string item) =>
        [.. file.Descendants(item).Select(element => element.Attribute("Include")!.Value)];
}
