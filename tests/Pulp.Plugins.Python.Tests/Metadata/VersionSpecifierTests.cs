using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Tests.Metadata;

public sealed class VersionSpecifierTests
{
    [TestCase("==2", "2.0 2.0.0 2+deadbeef", "2.1 2.0.post1 2a1 1!2")]
    [TestCase("==2.0.0+deadbeef.0", "2+deadbeef.00", "2 2+deadbeef")]
    [TestCase("==2.*", "2 2.0 2.9 2.dev1 2a1.post1 2c1.post1.dev1 2.1+local", "3 1.9 1!2.0 20")]
    [TestCase("==2.0.0.*", "2 2.0 2.0.0.9", "2.0.1 2.1")]
    [TestCase("==2!1.*", "2!1.0 2!1", "1.0 2.1")]
    [TestCase("!=2.0", "2.1 2.0.1 1!2.0", "2 2.0.0 2.0+local")]
    [TestCase("!=2.0+deadbeef", "2.0", "2.0.0+deadbeef")]
    [TestCase("!=2.0.*", "2.1 3", "2 2.0.1 2.0a1")]
    [TestCase(">=2", "2 2.0.post1 2.0.post1.dev1 3 2+local 1!0", "2.dev1 2a1 2rc1 1")]
    [TestCase(">=3.0.0a7", "3.0.0a8 3.0.0a7 3", "3.0.0a6")]
    [TestCase("<=2", "2 2.0 2a1 2.dev1 2rc1.post1 1 2+local", "2.0.post1 2.1 1!0")]
    [TestCase(">2", "3 2.1 2.0.1 2.1.post1 2.1+local 1!0", "2 2.0 2.post1 2.0.post1.dev1 2+local 2a1")]
    [TestCase(">2.post1", "2.post2 3", "2.post1 2.post1+local")]
    [TestCase(">1.0.dev1", "1.0 1.0+local 1.0.post1 1.0a1", "1.0.dev1 1.0.dev0")]
    [TestCase("<2", "1 1.9.post1 1.9+local", "2 2a1 2.dev0 2rc1.post1 3")]
    [TestCase("<2rc1", "2a1 2.dev0 2rc1.dev0 1", "2rc1 2")]
    [TestCase("<2.post1", "2 2a1", "2.post1 2.post1.dev0")]
    [TestCase("~=2.2", "2.2 2.3 2.9.9 2.2.post3", "2.1 3.0 2.2a1 1!2.2")]
    [TestCase("~=1.4.5", "1.4.5 1.4.99", "1.5 1.4.4")]
    [TestCase("~=2.2.post3", "2.2.post3 2.3", "2.2 3")]
    [TestCase("~=1.1a1", "1.1a1 1.1 1.2", "1.1.dev1 2")]
    [TestCase("~=2!1.0", "2!1.0 2!1.9", "1.0 2!2.0")]
    [TestCase("~=2022.01.01", "2022.1.1 2022.1.2", "2022.2.1")]
    [TestCase("===1.0", "1.0", "1.0.0 1")]
    [TestCase("===1.0+DEAD", "1.0+dead", "1.0")]
    [TestCase(" >= 2 ", "2", "1")]
    public void Clauses_contain_the_versions_of_the_specification(string clause, string inside, string outside)
    {
        var specifier = VersionSpecifier.Parse(clause);

        foreach (var version in inside.Split(' '))
        {
            Assert.That(specifier.Contains(PythonVersion.Parse(version)), $"{version} satisfies {clause}");
        }

        foreach (var version in outside.Split(' '))
        {
            Assert.That(specifier.Contains(PythonVersion.Parse(version)), Is.False, $"{version} does not satisfy {clause}");
        }
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("2.0")]
    [TestCase("=>2.0")]
    [TestCase("=2.0")]
    [TestCase("==")]
    [TestCase("===")]
    [TestCase("~=1.0+5")]
    [TestCase(">=1.0+deadbeef")]
    [TestCase("<1.0+1.0")]
    [TestCase("~=1.0.*")]
    [TestCase(">=1.0.*")]
    [TestCase("<1.0.*")]
    [TestCase("==1.0.*+5")]
    [TestCase("==2.0a1.*")]
    [TestCase("!=2.0.post1.*")]
    [TestCase("==2.0.dev1.*")]
    [TestCase("==1.0+5.*")]
    [TestCase("==1.0.*.5")]
    [TestCase("~=1")]
    [TestCase("==1.2+\u0130")]
    [TestCase("==*")]
    public void Other_clauses_are_refused(string? clause) => Assert.That(VersionSpecifier.TryParse(clause, out _), Is.False);

    [TestCase("==2.8", "==2.8.0", true)]
    [TestCase(">=1.0", ">= 1", true)]
    [TestCase("==2.8.*", "==2.8.0.*", false)]
    [TestCase("==2.8.*", "==2.8", false)]
    [TestCase("~=1.0", "~=1.0.0", false)]
    [TestCase("===1.0", "===1.0.0", false)]
    public void Clauses_are_compared_by_meaning(string left, string right, bool equal)
    {
        Assert.That(VersionSpecifier.Parse(left).Equals(VersionSpecifier.Parse(right)), Is.EqualTo(equal));
        if (equal)
        {
            Assert.That(VersionSpecifier.Parse(left).GetHashCode(), Is.EqualTo(VersionSpecifier.Parse(right).GetHashCode()));
        }
    }
}
