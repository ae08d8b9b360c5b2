using System.Text;
using Pulp.Plugins.Python.Metadata.Archives;

namespace Pulp.Plugins.Python.Tests.Metadata;

public sealed class ArchivePartsTests
{
    [TestCase("", 0u)]
    [TestCase("a", 0xE8B7BE43u)]
    [TestCase("123456789", 0xCBF43926u)]
    [TestCase("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void The_crc_has_the_published_values(string text, uint expected) => Assert.That(Crc32.Of(Encoding.ASCII.GetBytes(text)), Is.EqualTo(expected));

    [Test]
    public void The_crc_does_not_depend_on_how_data_are_cut()
    {
        var data = new byte[1000];
        new Random(3).NextBytes(data);
        for (var cut = 0; cut <= 20; cut++)
        {
            var crc = default(Crc32);
            crc.Append(data.AsSpan(0, cut));
            crc.Append(data.AsSpan(cut));

            Assert.That(crc.Value, Is.EqualTo(Crc32.Of(data)));
        }
    }

    [TestCase("a/b", "c", false, true)]
    [TestCase("a/b", "../c", false, true)]
    [TestCase("a/b", "../../c", false, false)]
    [TestCase("a/b/c", "d/../../../x", false, true)]
    [TestCase("a/b/c", "../../../x", false, false)]
    [TestCase("a/b", "a/c", true, true)]
    [TestCase("a/b", "../c", true, false)]
    [TestCase("a/b", "/c", false, false)]
    [TestCase("a/b", "..\\c", false, false)]
    public void Links_stay_within_the_archive(string name, string target, bool fromRoot, bool expected) =>
        Assert.That(ArchivePath.IsSafeLink(name, target, fromRoot), Is.EqualTo(expected));
}
