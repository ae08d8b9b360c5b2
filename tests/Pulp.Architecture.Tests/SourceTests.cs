using System.Text.RegularExpressions;
using Pulp.Architecture.Tests.Support;

namespace Pulp.Architecture.Tests;

[TestFixture]
public sealed partial class SourceTests
{
    private const int MaximumLines = 400;

    private static IEnumerable<string> Libraries => SourceTree.Libraries;

    [Test]
    public void No_file_is_longer_than_400_lines() =>
        Assert.That(
            SourceTree.Sources()
                .Select(path => (Path: path, Lines: File.ReadLines(Path.Combine(SourceTree.Root, path)).Count()))
                .Where(file => file.Lines > MaximumLines)
                .Select(file => $"{file.Path}: {file.Lines} lines"),
            Is.Empty);

    [TestCaseSource(nameof(Libraries))]
    public void A_file_holds_one_public_type(string project) =>
        Assert.That(
            SourceTree.Sources(project)
                .Select(path => (Path: path, Count: PublicType().Count(File.ReadAllText(Path.Combine(SourceTree.Root, path)))))
                .Where(file => file.Count > 1)
                .Select(file => $"{file.Path}: {file.Count} public types"),
            Is.Empty);

    [TestCaseSource(nameof(Libraries))]
    public void Nothing_is_left_for_later(string project) =>
        Assert.That(
            SourceTree.Sources(project).Where(path => Unfinished().IsMatch(File.ReadAllText(Path.Combine(SourceTree.Root, path)))),
            Is.Empty);

    [GeneratedRegex(@"^public [a-z ]*\b(class|record|struct|interface|enum|delegate)\b", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"\b(TODO|FIXME|XXX|HACK|NotImplementedException)\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unfinished();
}
