using Pulp.Archives;

namespace Pulp.Core.Tests.Archives;

internal sealed class ArchivePathTests
{
    [TestCase("a/b", true)]
    [TestCase("a/b/", true)]
    [TestCase("a/..b", true)]
    [TestCase("", false)]
    [TestCase("/", false)]
    [TestCase("/a", false)]
    [TestCase("a//b", false)]
    [TestCase("./a", false)]
    [TestCase("a/../b", false)]
    [TestCase("a/..", false)]
    [TestCase("a\\b", false)]
    [TestCase("a\nb", false)]
    [TestCase("C:/a", false)]
    public void Names_stay_below_the_folder_they_are_unpacked_to(string name, bool expected) => Assert.That(ArchivePath.IsSafe(name), Is.EqualTo(expected));

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
