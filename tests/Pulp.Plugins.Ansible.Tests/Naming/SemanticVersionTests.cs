using System.Text.RegularExpressions;
using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Tests.Naming;

public sealed class SemanticVersionTests
{
    // The order of SemVer 2.0.0, section 11, and around it.
    private static readonly string[] Ordered =
    [
        "0.0.1", "0.9.9", "1.0.0-0", "1.0.0-1", "1.0.0-2", "1.0.0-11", "1.0.0--", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
        "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0-dev", "2.0.0", "10.0.0", "99999999999999999999999.0.0",
    ];

    [Test]
    public void Versions_are_ordered_by_precedence_and_so_are_their_sort_keys()
    {
        for (var left = 0; left < Ordered.Length; left++)
        {
            for (var right = 0; right < Ordered.Length; right++)
            {
                var message = $"{Ordered[left]} and {Ordered[right]}";
                Assert.That(Math.Sign(Read(Ordered[left]).CompareTo(Read(Ordered[right]))), Is.EqualTo(Math.Sign(left.CompareTo(right))), message);
                Assert.That(
                    Math.Sign(SemanticVersion.SortKeyOf(Ordered[left]).AsSpan().SequenceCompareTo(SemanticVersion.SortKeyOf(Ordered[right]))),
                    Is.EqualTo(Math.Sign(left.CompareTo(right))), message);
            }
        }
    }

    [Test]
    public void What_is_a_version_is_what_the_pattern_of_the_specification_says()
    {
        var pattern = new Regex(@"\A(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?\z", RegexOptions.ECMAScript, TimeSpan.FromSeconds(1));
        var random = new Random(7);
        string[] parts = ["0", "1", "01", "10", ".", ".", ".", "-", "+", "a", "Z", "0a", "é", " ", "\n", "_", "٣"];
        for (var round = 0; round < 100_000; round++)
        {
            var text = (round % 2 == 0 ? "1.2.3" : "") + string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => parts[random.Next(parts.Length)]));
            Assert.That(SemanticVersion.TryParse(text, out _), Is.EqualTo(pattern.IsMatch(text)), text);
        }
    }

    [TestCase("1.0.0+build.1", null, "build.1")]
    [TestCase("1.0.0-rc.1+001", "rc.1", "001")]
    [TestCase("1.0.0-0A.is.legal", "0A.is.legal", null)]
    public void Parts_are_read(string text, string? preRelease, string? build)
    {
        var version = Read(text);
        Assert.Multiple(() =>
        {
            Assert.That(version.PreRelease, Is.EqualTo(preRelease));
            Assert.That(version.Build, Is.EqualTo(build));
            Assert.That(version, Is.EqualTo(Read(build is null ? text : text[..text.IndexOf('+')])));
        });
    }

    [TestCase("")]
    [TestCase("1")]
    [TestCase("1.0")]
    [TestCase("v1.0.0")]
    [TestCase("1.0.0.0")]
    [TestCase("01.0.0")]
    [TestCase("1.0.0-01")]
    [TestCase("1.0.0-")]
    [TestCase("1.0.0+")]
    [TestCase("1.0.0-a..b")]
    [TestCase(" 1.0.0")]
    [TestCase("1.0.0\n")]
    [TestCase("1.0.٣")]
    public void What_is_no_semantic_version_is_refused(string text) => Assert.That(SemanticVersion.TryParse(text, out _), Is.False);

    [Test]
    public void A_version_of_more_than_128_characters_is_refused() =>
        Assert.That(SemanticVersion.TryParse($"1.0.0-{new string('a', 128)}", out _), Is.False);

    private static SemanticVersion Read(string text) => SemanticVersion.TryParse(text, out var version) ? version : throw new AssertionException(text);
}
