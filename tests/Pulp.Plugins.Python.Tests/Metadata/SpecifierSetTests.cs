using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Tests.Metadata;

public sealed class SpecifierSetTests
{
    [TestCase("", ">=0")]
    [TestCase(">=1,<2", ">=1,<2")]
    [TestCase(" >= 1 ,, < 2, ", ">=1,<2")]
    public void Sets_are_read_and_written(string text, string expected)
    {
        var set = SpecifierSet.Parse(text);

        Assert.That(set.Clauses.Count == 0 ? ">=0" : set.ToString(), Is.EqualTo(expected));
    }

    [TestCase(">=3.6.*")]
    [TestCase(">=1;<2")]
    [TestCase("1.0")]
    public void Sets_with_an_invalid_clause_are_refused(string text) => Assert.That(SpecifierSet.TryParse(text, out _), Is.False);

    [Test]
    public void A_set_too_long_is_refused() =>
        Assert.That(SpecifierSet.TryParse(string.Concat(Enumerable.Repeat(">=1,", 10_000)), out _), Is.False);

    [TestCase(">=1", "2.0a1", null, false)]
    [TestCase(">=1", "2.0a1", true, true)]
    [TestCase(">=1.0a1", "2.0a1", null, true)]
    [TestCase(">=1.0a1", "2.0a1", false, false)]
    [TestCase(">=1,<3.0.dev0", "2.0rc1", null, true)]
    [TestCase("!=1.0a1", "2.0a1", null, false)]
    [TestCase("==2.*", "2.0a1", null, false)]
    [TestCase("", "2.0", null, true)]
    [TestCase("", "2.0.dev1", null, false)]
    [TestCase(">=1,!=1.5", "1.5", null, false)]
    public void Prereleases_are_let_in_when_named_or_allowed(string text, string version, bool? prereleases, bool expected) =>
        Assert.That(SpecifierSet.Parse(text).Contains(PythonVersion.Parse(version), prereleases), Is.EqualTo(expected));

    [TestCase(">=1", null, "1.0 1.5")]
    [TestCase(">=1", true, "1.0 2.0a1 1.5")]
    [TestCase(">=2.0.dev0", null, "2.0a1")]
    [TestCase(">1.5", null, "2.0a1")]
    [TestCase(">1.5", false, "")]
    public void Filtering_falls_back_to_prereleases_when_nothing_else_fits(string text, bool? prereleases, string expected)
    {
        var versions = "0.9 1.0 2.0a1 1.5".Split(' ').Select(PythonVersion.Parse);

        Assert.That(string.Join(' ', SpecifierSet.Parse(text).Filter(versions, prereleases)), Is.EqualTo(expected));
    }
}
