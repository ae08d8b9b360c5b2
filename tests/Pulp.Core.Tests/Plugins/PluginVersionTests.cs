using Pulp.Plugins.Loading;

namespace Pulp.Core.Tests.Plugins;

[TestFixture]
public sealed class PluginVersionTests
{
    // The order of SemVer 2.0.0 section 11.
    private static readonly string[] Ascending =
    [
        "0.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.0.1", "1.2.0", "1.10.0", "2.0.0",
    ];

    [Test]
    public void Versions_are_ordered_as_SemVer_says() =>
        Assert.That(Ascending.Reverse().Select(Parse).Order(PluginVersion.Order).Select(version => version.ToString()), Is.EqualTo(Ascending));

    [TestCase("1.0", "1.0.0")]
    [TestCase("1.0.0+one", "1.0.0+two")]
    public void Missing_numbers_are_zero_and_build_metadata_does_not_count(string left, string right) =>
        Assert.That(PluginVersion.Order.Compare(Parse(left), Parse(right)), Is.Zero);

    [TestCase("")]
    [TestCase("1")]
    [TestCase("1.")]
    [TestCase("v1.0")]
    [TestCase(" 1.0")]
    [TestCase("1.0.0-")]
    [TestCase("1.0.0-a..b")]
    [TestCase("1.0.0-ü")]
    [TestCase("1.99999999999")]
    public void What_is_no_version_is_not_read(string text) => Assert.That(PluginVersion.TryParse(text, out _), Is.False);

    private static PluginVersion Parse(string text) =>
        PluginVersion.TryParse(text, out var version) ? version : throw new AssertionException($"{text} was not read");
}
