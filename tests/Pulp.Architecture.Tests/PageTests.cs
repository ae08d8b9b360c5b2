using System.Text.RegularExpressions;
using Pulp.Architecture.Tests.Support;

namespace Pulp.Architecture.Tests;

/// <summary>What the pages say in C# is compiled somewhere, and what they link to is there.</summary>
[TestFixture]
public sealed partial class PageTests
{
    // Its one block is compared with the code by ReadmeTests, which run it.
    private const string Readme = "README.md";

    private static readonly Lazy<IReadOnlyList<string>> Compiled = new(() =>
    [
        .. new[] { "samples", "tests", "templates", "Pulp.Testing", "Pulp.Plugins.File" }.Where(folder => Directory.Exists(Path.Combine(SourceTree.Root, folder)))
            .SelectMany(SourceTree.Sources).Select(path => Lines(File.ReadAllText(Path.Combine(SourceTree.Root, path)))),
    ]);

    private static IEnumerable<string> Pages =>
        Directory.EnumerateFiles(SourceTree.Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Concat(SourceTree.Projects.Select(project => Path.Combine(SourceTree.Root, project, Readme)).Where(File.Exists))
            .Select(path => Path.GetRelativePath(SourceTree.Root, path)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Pages))]
    public void What_a_page_shows_in_CSharp_is_compiled(string page)
    {
        if (page == Readme)
            return;
        var missing = Block().Matches(Text(page)).Select(block => block.Groups[1].Value).Where(block => !Compiled.Value.Any(source => source.Contains(Lines(block), StringComparison.Ordinal)));
        Assert.That(missing, Is.Empty, "Take these lines from a sample, a template or a test.");
    }

    [TestCaseSource(nameof(Pages))]
    public void Links_between_pages_lead_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(SourceTree.Root, page))!;
        var dead = Link().Matches(Text(page)).Select(link => link.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(folder, target)));
        Assert.That(dead, Is.Empty);
    }

    private static string Text(string page) => File.ReadAllText(Path.Combine(SourceTree.Root, page));

    // Indentation is that of the place.
    private static string Lines(string text) => string.Concat(text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Select(line => line + "\n"));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)]*)?\)", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Link();
}
