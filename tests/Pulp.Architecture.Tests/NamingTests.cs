using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Pulp.Architecture.Tests.Support;

namespace Pulp.Architecture.Tests;

[TestFixture]
public sealed partial class NamingTests
{
    private static readonly string[] EmptyWords = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Impl", "Base"];

    private static IEnumerable<string> Projects => SourceTree.Projects;

    [TestCaseSource(nameof(Projects))]
    public void No_type_ends_in_a_word_that_says_nothing(string project) =>
        Assert.That(
            TypesOf(project).Where(type => EmptyWords.Any(word => type.Name.Split('`')[0].EndsWith(word, StringComparison.Ordinal))),
            Is.Empty);

    [TestCaseSource(nameof(Projects))]
    public void No_namespace_collides_with_a_type_of_the_domain(string project) =>
        Assert.That(
            TypesOf(project)
                .Select(type => type.Namespace ?? "")
                .Distinct()
                .Where(name => name.Split('.')[^1] is "Content" or "Repository" or "Artifact" or "Remote" or "Distribution" or "Domain" || EmptyWords.Contains(name.Split('.')[^1])),
            Is.Empty);

    [TestCaseSource(nameof(Projects))]
    public void A_namespace_is_the_folder_of_its_file(string project)
    {
        var root = project == "Pulp.Core" ? "Pulp" : project;
        var misplaced = SourceTree.Sources(project)
            .Select(path => (Path: path, Stated: Namespace().Match(File.ReadAllText(Path.Combine(SourceTree.Root, path))).Groups[1].Value))
            .Where(file => file.Stated.Length > 0)
            .Where(file => file.Stated != string.Join('.', (string[])[root, .. file.Path.Split(Path.DirectorySeparatorChar)[1..^1]]))
            .Select(file => $"{file.Path}: {file.Stated}");
        Assert.That(misplaced, Is.Empty);
    }

    [Test]
    public void The_rules_see_types() => Assert.That(TypesOf("Pulp.Core").Count(), Is.GreaterThan(100));

    private static IEnumerable<Type> TypesOf(string project) => SourceTree.AssemblyOf(project).GetTypes()
        .Where(type => type.GetCustomAttributes(typeof(CompilerGeneratedAttribute), inherit: false).Length == 0 && !type.Name.Contains('<') && type.Namespace?.StartsWith("Pulp", StringComparison.Ordinal) == true);

    [GeneratedRegex(@"^namespace ([A-Za-z0-9_.]+);", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Namespace();
}
