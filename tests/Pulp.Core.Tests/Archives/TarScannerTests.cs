using System.Text;
using Pulp.Archives;
using Pulp.Testing.Archives;

namespace Pulp.Core.Tests.Archives;

internal sealed class TarScannerTests
{
    [Test]
    public async Task Members_come_in_order_with_what_their_headers_say()
    {
        var tar = new TarBuilder().Folder("a/").File("a/b", "text").Link("a/c", "b").Link("a/d", "a/b", hard: true).Member("a/e", '0', [1, 2, 3], mode: 0xDED).Tar();
        var scanner = new TarScanner(new MemoryStream(tar), tar.Length, ArchiveLimits.Default);

        var entries = new List<TarEntry>();
        while (await scanner.NextAsync() is { } entry)
            entries.Add(entry);
        await scanner.FinishAsync();

        Assert.That(entries, Is.EqualTo((TarEntry[])
        [
            new("a/", '5', 0, "", 420),
            new("a/b", '0', 4, "", 420),
            new("a/c", '2', 0, "b", 420),
            new("a/d", '1', 0, "a/b", 420),
            new("a/e", '0', 3, "", 0xDED),
        ]));
        Assert.That(entries.Select(entry => (entry.IsFolder, entry.IsFile, entry.IsLink, entry.IsHardLink)), Is.EqualTo(((bool, bool, bool, bool)[])
            [(true, false, false, false), (false, true, false, false), (false, false, true, false), (false, false, true, true), (false, true, false, false)]));
    }

    [Test]
    public async Task Content_can_be_read_in_parts_and_left_before_its_end([Values(1, 7, 512, 5000)] int part)
    {
        var content = Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Range(0, 500)));
        var tar = new TarBuilder().File("first", content).File("left", content).File("last", "end").Tar();
        var scanner = new TarScanner(new MemoryStream(tar), tar.Length, ArchiveLimits.Default);

        await scanner.NextAsync();
        var read = new MemoryStream();
        var buffer = new byte[part];
        for (int count; (count = await scanner.ReadAsync(buffer)) > 0;)
            read.Write(buffer.AsSpan(0, count));
        await scanner.NextAsync();
        await scanner.ReadAsync(buffer);
        var last = await scanner.NextAsync();

        Assert.That(read.ToArray(), Is.EqualTo(content));
        Assert.That((last!.Value.Name, Encoding.ASCII.GetString(await scanner.ReadContentAsync())), Is.EqualTo(("last", "end")));
        Assert.That(await scanner.NextAsync(), Is.Null);
    }

    [Test]
    public void A_cut_archive_and_one_with_something_behind_it_are_refused()
    {
        var tar = new TarBuilder().File("a", "text").Tar();

        Assert.That(() => ReadAsync(tar[..^1500]), Throws.InstanceOf<ArchiveFormatException>().With.Property("Rule").EqualTo("the archive is cut off"));
        Assert.That(() => ReadAsync([.. tar, 1]), Throws.InstanceOf<ArchiveFormatException>().With.Message.EqualTo("tar: something stands behind the end of the archive."));
    }

    [Test]
    public void Bounds_are_kept_by_what_headers_claim()
    {
        var tar = new TarBuilder().File("a", "text").Member("b", '0', [], size: 1 << 30).Tar();

        Assert.That(() => ReadAsync(tar, new ArchiveLimits { MaxEntries = 1 }), Throws.InstanceOf<ArchiveFormatException>().With.Message.Contains("more than 1 members"));
        Assert.That(() => ReadAsync(tar, new ArchiveLimits { MaxUnpackedBytes = 1 << 20 }), Throws.InstanceOf<ArchiveFormatException>().With.Message.Contains("1048576 bytes"));
        Assert.That(() => ReadAsync(tar), Throws.InstanceOf<ArchiveFormatException>().With.Message.Contains("50 times its size"));
    }

    private static async Task ReadAsync(byte[] tar, ArchiveLimits? limits = null)
    {
        var scanner = new TarScanner(new MemoryStream(tar), tar.Length, limits ?? ArchiveLimits.Default);
        while (await scanner.NextAsync() is not null)
        {
        }

        await scanner.FinishAsync();
    }
}
