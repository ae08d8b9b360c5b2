using System.Reflection;
using Pulp.Core.Tests.Plugins.Support;

namespace Pulp.Core.Tests.Plugins;

/// <summary>
/// What goes wrong with plugins loaded at run time elsewhere, line by line, and that each line has a test here, one in another project, or a reason.
/// </summary>
[TestFixture]
public sealed class LoaderChecklistTests
{
    private static readonly IReadOnlyDictionary<int, string> Checklist = new Dictionary<int, string>
    {
        [1] = "a contract assembly in the plugin's folder: the host's copy is used",
        [2] = "built for a lower minor of the contract: loads",
        [3] = "built for a higher minor: refused with both numbers",
        [4] = "built for another major: refused before any of it is loaded",
        [5] = "a shared assembly in a higher version than the host's: refused",
        [6] = "the same, asked for by a library of the plugin",
        [7] = "two plugins with conflicting private libraries: both work",
        [8] = "types pass between plugins only through the contract",
        [9] = "one plugin twice: the higher version, the other reported",
        [10] = "assets for one platform, as the deps file says",
        [11] = "no deps file: what lies beside the plugin",
        [12] = "native libraries, however their names are written",
        [13] = "two plugins with different versions of a native library",
        [14] = "satellite assemblies",
        [15] = "a newer target framework: refused; .NET Standard: remarked",
        [16] = "a shared framework that the host lacks: refused",
        [17] = "no assembly, another processor, cut off, empty, loops of links, odd paths",
        [18] = "a plugin finds its own types by name",
        [19] = "hosts that cannot load: said clearly",
        [20] = "types that cannot be loaded are found at once",
        [21] = "exceptions in constructor, Configure and services: the others run",
        [22] = "registered before the container is built; clashes refused naming both",
        [23] = "a migration that fails midway",
        [24] = "a plugin that was removed while there is content of it",
        [25] = "background work ends with the host",
        [26] = "the order of loading is always the same",
        [27] = "the cost of starting",
        [28] = "looking at a plugin holds nothing of it",
        [29] = "manifest and files agree; further code is refused",
        [30] = "paths out of the folder; folders that everyone may write",
        [31] = "only trusted plugins, where that is asked for",
        [32] = "from a package: only the plugin's files, no scripts",
        [33] = "one suite, referenced and loaded",
    };

    private static readonly IReadOnlyDictionary<int, string> OutOfScope = new Dictionary<int, string>
    {
        [23] = "Plugins have no schema of their own: units and resources are documents with declared keys in the core's tables, so there is no migration to fail.",
    };

    private static readonly (int Line, string File, string Test)[] Elsewhere =
    [
        (22, "tests/Pulp.FunctionalTests/CommandLine/PluginFolderTests.cs", "A_plugin_whose_endpoints_fail_or_are_anothers_runs_without_them_and_says_so"),
        (24, "tests/Pulp.FunctionalTests/CommandLine/RemovedPluginTests.cs", "What_a_removed_plugin_left_is_safe_until_it_is_back_or_purged"),
        (33, "tests/Pulp.Architecture.Tests/ConformanceTests.cs", "The_tests_of_a_plugin_have_its_folder"),
    ];

    [Test]
    public void Every_line_has_a_test_or_a_reason()
    {
        var here = GetType().Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetCustomAttribute<LoaderChecklistAttribute>()?.Lines ?? []).ToHashSet();
        Assert.That(here, Is.SubsetOf(Checklist.Keys));
        Assert.That(Checklist.Keys.Except(here).Except(Elsewhere.Select(test => test.Line)).Except(OutOfScope.Keys).Select(line => Checklist[line]), Is.Empty);
        Assert.That(OutOfScope.Keys.Intersect(here), Is.Empty, "what has a test needs no reason");
    }

    [TestCaseSource(nameof(Elsewhere))]
    public void A_test_of_another_project_is_there((int Line, string File, string Test) test) =>
        Assert.That(File.ReadAllText(Path.Combine(Root(), test.File)), Does.Contain($" {test.Test}("), Checklist[test.Line]);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Pulp.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Pulp.sln");
        return folder.FullName;
    }
}
