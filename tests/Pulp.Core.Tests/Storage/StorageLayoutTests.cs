using Pulp.Digests;
using Pulp.Storage;

namespace Pulp.Core.Tests.Storage;

internal sealed class StorageLayoutTests
{
    private const string Hex = "ab0123456789abcdef0123456789abcdef0123456789abcdef0123456789cdef";

    private readonly StorageLayout layout = new("/root");

    private static Digest Sha256 => Digest.TryParse(DigestAlgorithm.Sha256, Hex, out var digest) ? digest : throw new InvalidOperationException();

    [Test]
    public void An_artifact_lies_under_its_digest_split_after_two_digits() =>
        Assert.That(layout.ArtifactPath(Sha256, null), Is.EqualTo($"/root/artifact/ab/{Hex[2..]}"));

    [Test]
    public void An_artifact_of_a_domain_lies_below_the_id_of_the_domain() =>
        Assert.That(
            layout.ArtifactPath(Sha256, new Guid("01890A5D-AC96-774B-BCCE-B302099A8057")),
            Is.EqualTo($"/root/artifact/01890a5d-ac96-774b-bcce-b302099a8057/ab/{Hex[2..]}"));

    [Test]
    public void A_digest_is_read_back_from_its_place()
    {
        Assert.That(StorageLayout.TryReadDigest("ab", Hex[2..], out var digest));
        Assert.That(digest, Is.EqualTo(Sha256));
    }

    [TestCase("ab", "cdef")]
    [TestCase("AB", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789cdef")]
    [TestCase("ab", "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789cdef")]
    [TestCase("ab0", "123456789abcdef0123456789abcdef0123456789abcdef0123456789cdef")]
    [TestCase("ab", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789cdef.tmp")]
    [TestCase("..", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789cdef")]
    public void Another_name_is_no_digest(string prefix, string name) =>
        Assert.That(StorageLayout.TryReadDigest(prefix, name, out _), Is.False);

    [TestCase("")]
    [TestCase("..")]
    [TestCase("../artifact/ab/cdef")]
    [TestCase("/etc/passwd")]
    [TestCase("0123456789abcdef0123456789abcdeg")]
    [TestCase("0123456789ABCDEF0123456789abcdef")]
    [TestCase("0123456789abcdef0123456789abcdef0")]
    public void A_key_that_is_no_temporary_name_makes_no_path(string key) =>
        Assert.That(() => layout.TemporaryPath(key), Throws.ArgumentException);

    [Test]
    public void Temporary_names_are_random()
    {
        var names = Enumerable.Range(0, 100).Select(_ => StorageLayout.NewTemporaryName()).ToList();

        Assert.That(names, Is.Unique);
        Assert.That(names.TrueForAll(name => StorageLayout.IsTemporaryName(name)));
    }
}
