using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Protocol;

namespace Pulp.Plugins.Container.Tests.Naming;

[TestFixture]
public sealed class NameTests
{
    private const string Hex = "ab12cd34ab12cd34ab12cd34ab12cd34ab12cd34ab12cd34ab12cd34ab12cd34";

    [TestCase("app")]
    [TestCase("team/app")]
    [TestCase("a/b/c/d")]
    [TestCase("a__b/c-----d/e.f_g")]
    public void A_repository_name_that_the_specification_allows_is_read(string text) =>
        Assert.That(RepositoryName.TryParse(text, out var name) ? name.Text : null, Is.EqualTo(text));

    [TestCase("")]
    [TestCase("UPPER")]
    [TestCase("..")]
    [TestCase("a/../b")]
    [TestCase("a//b")]
    [TestCase("/a")]
    [TestCase("a/")]
    [TestCase("_catalog")]
    [TestCase("a___b")]
    [TestCase("a..b")]
    [TestCase("a\n")]
    [TestCase("ü")]
    public void A_repository_name_that_the_specification_does_not_allow_is_none(string text) =>
        Assert.That(RepositoryName.TryParse(text, out _), Is.False);

    [Test]
    public void A_repository_name_has_at_most_255_characters()
    {
        Assert.That(RepositoryName.TryParse(new string('a', 255), out _), Is.True);
        Assert.That(RepositoryName.TryParse(new string('a', 256), out _), Is.False);
    }

    [TestCase("latest", true)]
    [TestCase("_x", true)]
    [TestCase("1.0-rc_1", true)]
    [TestCase("-x", false)]
    [TestCase(".x", false)]
    [TestCase("a:b", false)]
    [TestCase("a/b", false)]
    [TestCase("%2e%2e", false)]
    [TestCase("", false)]
    public void A_tag_is_a_word(string text, bool fits) => Assert.That(TagName.TryParse(text, out _), Is.EqualTo(fits));

    [Test]
    public void A_tag_has_at_most_128_characters()
    {
        Assert.That(TagName.TryParse(new string('a', 128), out _), Is.True);
        Assert.That(TagName.TryParse(new string('a', 129), out _), Is.False);
    }

    [TestCase("sha256:../..")]
    [TestCase("sha256:ab")]
    [TestCase("sha256:AB12CD34AB12CD34AB12CD34AB12CD34AB12CD34AB12CD34AB12CD34AB12CD34")]
    [TestCase("md5:d41d8cd98f00b204e9800998ecf8427e")]
    [TestCase(":")]
    [TestCase("sha256:")]
    [TestCase("sha512:")]
    [TestCase("sha512:ab12cd34ab12cd34ab12cd34ab12cd34ab12cd34ab12cd34ab12cd34ab12cd34")]
    [TestCase("SHA256:ab12cd34ab12cd34ab12cd34ab12cd34ab12cd34ab12cd34ab12cd34ab12cd34")]
    [TestCase(null)]
    public void A_malformed_digest_is_refused(string? text) =>
        Assert.That(() => OciDigest.Parse(text), Throws.TypeOf<RegistryException>().With.Property("Error").EqualTo(RegistryError.DigestInvalid));

    [TestCase("sha256:", Hex)]
    [TestCase("sha512:", Hex + Hex)]
    public void A_digest_of_a_registered_algorithm_is_read(string algorithm, string hex) =>
        Assert.That(OciDigest.Parse(algorithm + hex).ToString(), Is.EqualTo(algorithm + hex));

    [Test]
    public void A_digest_of_another_algorithm_is_not_supported() =>
        Assert.That(() => OciDigest.Parse("sha384:" + Hex + Hex[..32]), Throws.TypeOf<RegistryException>().With.Property("Error").EqualTo(RegistryError.Unsupported));

    [Test]
    public void A_reference_is_a_digest_or_a_tag()
    {
        Assert.That(Reference.Parse("sha256:" + Hex), Is.TypeOf<Reference.ByDigest>());
        Assert.That(Reference.Parse("latest"), Is.TypeOf<Reference.ByTag>());
        Assert.That(Reference.Parse("-latest"), Is.Null);
    }

    [TestCase("application/json", "application/json")]
    [TestCase("Application/JSON; charset=utf-8", "application/json")]
    [TestCase("application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.manifest.v1+json")]
    [TestCase("json", null)]
    [TestCase("a/", null)]
    [TestCase("a/b/c", null)]
    [TestCase("a/b c", null)]
    [TestCase("a/\u00e4", null)]
    public void A_media_type_is_read_without_its_parameters(string text, string? expected) =>
        Assert.That(MediaType.TryParse(text, out var type) ? type.Text : null, Is.EqualTo(expected));

    [TestCase("sha256", 64, "", "sha256", 64)]
    [TestCase("sha256", 64, ".sig", "sha256", 64)]
    [TestCase("sha512", 64, ".att", "sha512", 64)]
    [TestCase("sha256", 63, ".sig", null, 0)]
    [TestCase("sha256", 64, ".other", null, 0)]
    [TestCase("sha1", 64, ".sig", null, 0)]
    public void A_tag_says_by_its_name_that_it_belongs_to_a_manifest(string algorithm, int digits, string ending, string? stem, int length) =>
        Assert.That(CompanionTag.FindStem($"{algorithm}-{new string('a', digits)}{ending}"), Is.EqualTo(stem is null ? null : $"{stem}-{new string('a', length)}"));

    [Test]
    public void The_tag_of_a_long_digest_is_no_longer_than_tags_may_be()
    {
        Assert.That(CompanionTag.StemOf("sha512:" + new string('b', 128)), Is.EqualTo("sha512-" + new string('b', 64)));
        Assert.That(CompanionTag.SubjectOf("sha512-" + new string('b', 64)), Is.Null);
        Assert.That(CompanionTag.SubjectOf("sha256-" + new string('b', 64) + ".sbom"), Is.EqualTo("sha256:" + new string('b', 64)));
    }
}
