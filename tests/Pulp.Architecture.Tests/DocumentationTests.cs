using System.Xml.Linq;
using Pulp.Architecture.Tests.Support;

namespace Pulp.Architecture.Tests;

/// <summary>The compiler refuses a public member without documentation (CS1591); here it must also say something.</summary>
[TestFixture]
public sealed class DocumentationTests
{
    private static IEnumerable<string> Libraries => SourceTree.Libraries;

    [TestCaseSource(nameof(Libraries))]
    public void Every_documented_member_has_a_summary(string project)
    {
        var file = Path.ChangeExtension(SourceTree.AssemblyOf(project).Location, ".xml");
        Assert.That(file, Does.Exist, "The library is built without documentation.");
        var silent = XDocument.Load(file).Descendants("member")
            .Where(member => member.Element("inheritdoc") is null && !IsGeneratedRegex(member) && string.IsNullOrWhiteSpace(Text(member.Element("summary"))))
            .Select(member => member.Attribute("name")!.Value)
            .Where(name => !name.Contains("<G>", StringComparison.Ordinal) && !name.Contains("RegularExpressions.Generated", StringComparison.Ordinal));
        Assert.That(silent, Is.Empty);
    }

    [TestCaseSource(nameof(Libraries))]
    public void No_library_silences_missing_documentation(string project) =>
        Assert.That(SourceTree.ProjectFile(project).ToString(), Does.Not.Contain("CS1591"));

    // The generator documents a method that it completes with its pattern alone.
    private static bool IsGeneratedRegex(XElement member) => member.Element("remarks")?.Value.TrimStart().StartsWith("Pattern:", StringComparison.Ordinal) == true;

    private static string? Text(XElement? summary) =>
        summary is null ? null : summary.Value + string.Concat(summary.Elements().Select(element => element.Attribute("cref")?.Value));
}
