using Pulp.Distributions;

namespace Pulp.Tests.Distributions;

[TestFixture]
internal sealed class BasePathTests
{
    [TestCase("a")]
    [TestCase("a/b-c_d.e/f~1")]
    [TestCase("ünï/日本")]
    [TestCase("...")]
    public void A_base_path_is_accepted(string path) => Assert.That(BasePath.Check(path), Is.Null);

    [TestCase("")]
    [TestCase("/a")]
    [TestCase("a/")]
    [TestCase("a//b")]
    [TestCase(".")]
    [TestCase("a/../b")]
    [TestCase("a b")]
    [TestCase("a\tb")]
    [TestCase("a\0b")]
    [TestCase("a\\b")]
    [TestCase("a?b")]
    [TestCase("a#b")]
    [TestCase("a%2fb")]
    [TestCase("a;b")]
    [TestCase("a<b")]
    [TestCase("a\u2028b")]
    public void A_base_path_is_refused(string path) => Assert.That(BasePath.Check(path), Is.Not.Null.And.Not.Empty);

    [TestCase("a", "a", true)]
    [TestCase("a", "a/b", true)]
    [TestCase("a/b", "a", true)]
    [TestCase("a", "ab", false)]
    [TestCase("a/b", "a/c", false)]
    [TestCase("a", "A", false)]
    public void Overlapping_is_by_whole_segments(string left, string right, bool overlap) => Assert.That(BasePath.Overlap(left, right), Is.EqualTo(overlap));
}
