using System.Text.RegularExpressions;
using Pulp.Architecture.Tests.Support;

namespace Pulp.Architecture.Tests;

/// <summary>Every plugin of this tree is proven by the specifications that outsiders get, loaded both ways.</summary>
[TestFixture]
public sealed partial class ConformanceTests
{
    private static IEnumerable<string> Plugins => SourceTree.Projects.Where(project => SourceTree.KindOf(project) == "Plugin");

    [TestCaseSource(nameof(Plugins))]
    public void The_tests_of_a_plugin_prove_that_they_skip_no_specification(string plugin)
    {
        var sources = SourceTree.Sources($"tests/{plugin}.Tests").Select(path => File.ReadAllText(Path.Combine(SourceTree.Root, path)));
        Assert.That(sources.Count(source => Requirement().IsMatch(source)), Is.EqualTo(1));
    }

    [TestCaseSource(nameof(Plugins))]
    public void The_tests_of_a_plugin_have_its_folder(string plugin) =>
        Assert.That(
            File.ReadAllText(Path.Combine(SourceTree.Root, "tests", $"{plugin}.Tests", $"{plugin}.Tests.csproj")),
            Does.Contain($"<PulpPluginProject Include=\"../../{plugin}/{plugin}.csproj\""));

    [GeneratedRegex(@"\[Test\]\s+public void \w+\(\) => SpecificationCoverage\.Require<\w+>\(\);", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Requirement();
}
