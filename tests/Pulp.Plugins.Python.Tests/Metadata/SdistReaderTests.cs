using System.Text;
using Pulp.Archives;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Metadata.Archives;
using Pulp.Plugins.Python.Tests.Support;
using Pulp.Testing.Archives;

namespace Pulp.Plugins.Python.Tests.Metadata;

public sealed class SdistReaderTests
{
    private const string Root = Sdists.Root;

    private static IEnumerable<TestCaseData> GoodSdists()
    {
        yield return Case("two files", Sdists.Demo());
        yield return Case("a long name of GNU tar", Sdists.Demo().Member("././@LongLink", 'L', Encoding.UTF8.GetBytes(Root + new string('a', 300) + "\0")).File("short", "x"));
        yield return Case("a long name of POSIX tar", Sdists.Demo().Pax('x', ("path", Root + new string('é', 300)), ("mtime", "1.5")).File("short", "x"));
        yield return Case("a size in a POSIX header", Sdists.Demo().Pax('x', ("size", "4")).Member(Root + "a", '0', "abcd"u8.ToArray()));
        yield return Case("global comments", new TarBuilder().Pax('g', ("comment", "0123456789abcdef")).Folder(Root).File(Root + "PKG-INFO", WheelBuilder.Metadata));
        yield return Case("a binary size", Sdists.Demo().Member(Root + "a", '0', "abcd"u8.ToArray(), change: BinarySize));
        yield return Case("links within", Sdists.Demo().Link(Root + "docs/a", "../setup.py").Link(Root + "b", Root + "setup.py", hard: true));
        yield return Case("names with a leading dot", new TarBuilder().Folder("./").Folder("./" + Root).File("./" + Root + "PKG-INFO", WheelBuilder.Metadata));
        yield return Case("a folder spelled otherwise", new TarBuilder().File("Demo.Pkg-1.2/PKG-INFO", WheelBuilder.Metadata));
        yield return Case("the egg-info beside PKG-INFO", Sdists.Demo().File(Root + "demo_pkg.egg-info/PKG-INFO", "x"));
        yield return Case("no content in other files", Sdists.Demo().File(Root + "empty", string.Empty));

        static TestCaseData Case(string what, TarBuilder tar) => new TestCaseData(tar.Build()).SetName("A source distribution may have " + what);
    }

    [TestCaseSource(nameof(GoodSdists))]
    public async Task Source_distributions_may_have(byte[] sdist)
    {
        foreach (var mode in Enum.GetValues<ReadMode>())
        {
            var contents = await ReadAsync(sdist, mode);

            Assert.That(contents.Metadata.Summary, Is.EqualTo("A demo"), mode.ToString());
            Assert.That(contents.HasMetadata);
            Assert.That(contents.RawMetadata, Is.Null);
            Assert.That(contents.Findings, Is.Empty);
        }
    }

    [Test]
    public async Task Reading_does_not_depend_on_how_many_bytes_a_read_returns([Values(1, 7, 4096)] int step, [Values] ReadMode mode)
    {
        using var stream = new DribblingStream(Sdists.Demo().Build(), step);

        Assert.That((await SdistReader.ReadAsync(stream, Parse(Sdists.FileName), mode)).HasMetadata);
    }

    [Test]
    public async Task Optional_parts_of_the_gzip_header_are_read()
    {
        var gzip = Sdists.Demo().Build();
        byte[] header = [0x1F, 0x8B, 8, 4 | 8 | 16 | 2, 0, 0, 0, 0, 0, 3, 3, 0, 1, 2, 3, .. "demo.tar\0"u8, .. "comment\0"u8, 0, 0];

        Assert.That((await ReadAsync([.. header, .. gzip[10..]], ReadMode.Strict)).HasMetadata);
    }

    private static IEnumerable<TestCaseData> BadGzips()
    {
        var good = Sdists.Demo().Build();
        yield return Case("no gzip", Encoding.UTF8.GetBytes(new string('x', 1000)), stillRead: false);
        yield return Case("an empty file", [], stillRead: false);
        yield return Case("W17 no trailer", good[..^8]);
        yield return Case("W17 half a trailer", good[..^4]);
        yield return Case("W17 data cut off", good[..^12]);
        yield return Case("W17 half of the data", good[..(good.Length / 2)], stillRead: null);
        yield return Case("W18 garbage behind the member", [.. good, 0], stillRead: null);
        yield return Case("W18 garbage that ends like the trailer", [.. good, .. "junk"u8, .. good[^8..]], stillRead: null);
        yield return Case("W18 two members", [.. good, .. TarBuilder.Gzip("more"u8.ToArray())], stillRead: null);
        yield return Case("W18 a second member that is empty", [.. good, 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0], stillRead: null);
        yield return Case("a wrong CRC", [.. good[..^8], (byte)(good[^8] ^ 1), .. good[^7..]], stillRead: null);
        yield return Case("a wrong length", [.. good[..^1], (byte)(good[^1] ^ 1)], stillRead: null);
        yield return Case("a reserved flag", [.. good[..3], 0x20, .. good[4..]], stillRead: null);
        yield return Case("damaged data", [.. good[..10], 0xFF, .. good[11..]], stillRead: false);
    }

    private static IEnumerable<TestCaseData> BadTars()
    {
        yield return Case("W16 a sparse member of GNU tar", Sdists.Demo().Member(Root + "a", 'S', []));
        yield return Case("W16 a sparse member of POSIX tar", Sdists.Demo().Pax('x', ("GNU.sparse.major", "1")).File(Root + "a", "x"));
        yield return Case("W16 a size of a tebibyte", Sdists.Demo().Member(Root + "a", '0', [], size: 1L << 36 << 4, change: TerabyteSize));
        yield return Case("W16 a size of 8 GiB", Sdists.Demo().Member(Root + "a", '0', [], size: (1L << 33) - 1));
        yield return Case("W16 a negative size", Sdists.Demo().Member(Root + "a", '0', [], change: header => Resign(header, 124, [0xFF, .. Enumerable.Repeat((byte)0xFF, 11)])));
        yield return Case("W16 a size that is no number", Sdists.Demo().Member(Root + "a", '0', [], change: header => Resign(header, 124, "0000000x000\0"u8)));
        yield return Case("W16 a checksum in binary", Sdists.Demo().Member(Root + "a", '0', [], change: header => header[148] = 0x80));
        yield return Case("W16 a wrong checksum", Sdists.Demo().Member(Root + "a", '0', [], change: header => header[148] ^= 1));
        yield return Case("W16 a header changed after signing", Sdists.Demo().Member(Root + "a", '0', [], change: header => header[0] = (byte)'X'));
        yield return new TestCaseData(TarBuilder.Gzip(Sdists.Demo().Tar(end: false)), true).SetName("A strict reader refuses W16 no end blocks");
        yield return new TestCaseData(TarBuilder.Gzip(Sdists.Demo().Tar()[..^1024]), true).SetName("A strict reader refuses W16 an archive cut off between members");
        yield return new TestCaseData(TarBuilder.Gzip(Sdists.Demo().Tar()[..^1500]), true).SetName("A strict reader refuses W16 an archive cut off in a member");
        yield return new TestCaseData(TarBuilder.Gzip([.. Sdists.Demo().Tar(end: false), .. new byte[512], .. Sdists.Demo().Tar()]), true).SetName("A strict reader refuses a single zero block");
        yield return new TestCaseData(TarBuilder.Gzip([.. Sdists.Demo().Tar(), .. "junk"u8]), true).SetName("A strict reader refuses junk behind the end blocks");
        yield return new TestCaseData(TarBuilder.Gzip([.. Sdists.Demo().Tar(), .. Sdists.Demo().Tar()]), true).SetName("A strict reader refuses a second archive behind the end blocks");
        yield return Case("a device", Sdists.Demo().Member(Root + "a", '3', []));
        yield return Case("a pipe", Sdists.Demo().Member(Root + "a", '6', []));
        yield return Case("a link to an absolute path", Sdists.Demo().Link(Root + "a", "/etc/passwd"));
        yield return Case("a link out of the archive", Sdists.Demo().Link(Root + "a", "../../etc/passwd"));
        yield return Case("a hard link out of the archive", Sdists.Demo().Link(Root + "a", "../etc/passwd", hard: true));
        yield return Case("a path out of the archive", Sdists.Demo().File(Root + "../../evil", "x"));
        yield return Case("an absolute path", Sdists.Demo().File("/evil", "x"));
        yield return Case("a backslash", Sdists.Demo().File(Root + "..\\evil", "x"));
        yield return Case("a path out of the archive in a POSIX header", Sdists.Demo().Pax('x', ("path", "../evil")).File("short", "x"));
        yield return Case("a global header that renames", Sdists.Demo().Pax('g', ("path", Root + "PKG-INFO")).File(Root + "a", "x"));
        yield return Case("a malformed POSIX header", Sdists.Demo().Member("pax", 'x', "99 path=x\n"u8.ToArray()).File(Root + "a", "x"));
        yield return Case("a huge POSIX header", Sdists.Demo().Member("pax", 'x', new byte[2_000_000]).File(Root + "a", "x"));
        yield return Case("two folders at the top", Sdists.Demo().File("other/a", "x"));
        yield return Case("PKG-INFO twice", Sdists.Demo().File(Root + "PKG-INFO", WheelBuilder.Metadata));
        yield return Case("no PKG-INFO", new TarBuilder().File(Root + "setup.py", "x"), stillRead: false);
        yield return Case("PKG-INFO at the top", new TarBuilder().File("PKG-INFO", WheelBuilder.Metadata), stillRead: false);
        yield return Case("a folder of another version", new TarBuilder().File("demo_pkg-9.9/PKG-INFO", WheelBuilder.Metadata));
        yield return Case("PKG-INFO over the limit", new TarBuilder().Member(Root + "PKG-INFO", '0', new byte[CoreMetadata.MaxBytes + 1]), stillRead: false);
        yield return Case("metadata of another project", new TarBuilder().File(Root + "PKG-INFO", "Metadata-Version: 2.1\nName: other\nVersion: 1.2.0\n"));
    }

    // How much a lenient reader still gets: metadata (true), the file name alone (false), or either (null).
    [TestCaseSource(nameof(BadGzips))]
    [TestCaseSource(nameof(BadTars))]
    public async Task A_strict_reader_refuses(byte[] sdist, bool? stillRead)
    {
        Assert.That(async () => await ReadAsync(sdist, ReadMode.Strict), Throws.InstanceOf<PackageFormatException>());

        var lenient = await ReadAsync(sdist, ReadMode.Lenient);
        Assert.That(lenient.HasMetadata, Is.EqualTo(stillRead ?? lenient.HasMetadata));
        Assert.That(lenient.HasMetadata || lenient.Findings.Count > 0);
    }

    [Test]
    public async Task Zip_source_distributions_are_read([Values] ReadMode mode)
    {
        var contents = await ReadAsync(ZipSdist().Build(), mode, "demo_pkg-1.2.0.zip");

        Assert.That(contents.Metadata.Summary, Is.EqualTo("A demo"));
    }

    [Test]
    public void Zip_source_distributions_obey_the_same_rules()
    {
        ZipBuilder[] bad =
        [
            ZipSdist(new ZipBuilder { Prefix = [1] }),
            ZipSdist(new ZipBuilder { Suffix = [1] }),
            ZipSdist().Add(new ZipItem(Root + "a", "x") { DataDescriptor = true }),
            ZipSdist().Add(new ZipItem(Root + "a", "x") { Crc = 1 }),
            ZipSdist().Add(new ZipItem("other/a", "x")),
            ZipSdist().Add(new ZipItem("../a", "x")),
            ZipBuilder.Of(new ZipItem(Root + "setup.py", "x")),
        ];

        foreach (var zip in bad)
        {
            Assert.That(async () => await ReadAsync(zip.Build(), ReadMode.Strict, "demo_pkg-1.2.0.zip"), Throws.InstanceOf<PackageFormatException>());
        }
    }

    [Test]
    public async Task A_bzip2_source_distribution_is_known_by_its_name([Values] ReadMode mode)
    {
        var contents = await ReadAsync("BZh9"u8.ToArray(), mode, "demo_pkg-1.2.0.tar.bz2");

        Assert.That((contents.Metadata.Name, contents.Metadata.Version, contents.HasMetadata), Is.EqualTo(("demo_pkg", "1.2.0", false)));
    }

    [Test]
    public void Bombs_are_refused_without_unpacking_them()
    {
        var inOneMember = new TarBuilder().Member(Root + "a", '0', new byte[80_000_000]).Build();
        var behindTheEnd = TarBuilder.Gzip([.. Sdists.Demo().Tar(), .. new byte[80_000_000]]);

        Assert.That(async () => await ReadAsync(inOneMember, ReadMode.Strict), Throws.InstanceOf<PackageFormatException>().With.Message.Contains("50 times"));
        Assert.That(async () => await ReadAsync(behindTheEnd, ReadMode.Strict), Throws.InstanceOf<PackageFormatException>().With.Message.Contains("50 times"));
    }

    [Test]
    public async Task No_flipped_byte_breaks_a_lenient_reader()
    {
        var sdist = Sdists.Demo().Build();
        for (var at = 0; at < sdist.Length; at++)
        {
            var flipped = (byte[])sdist.Clone();
            flipped[at] ^= 0x41;
            await ReadAsync(flipped, ReadMode.Lenient);
            await ReadAsync(sdist[..at], ReadMode.Lenient);

            // Time, effort and system in the gzip header say nothing about the content.
            if (at is not (>= 4 and <= 9))
            {
                Assert.That(async () => await ReadAsync(flipped, ReadMode.Strict), Throws.InstanceOf<PackageFormatException>(), $"byte {at}");
            }
        }
    }

    [Test]
    public void Limits_are_kept() =>
        Assert.That(async () => await ReadAsync(Sdists.Demo().Build(), ReadMode.Strict, limits: new ArchiveLimits { MaxEntries = 2 }), Throws.InstanceOf<PackageFormatException>());

    [Test]
    public async Task Eggs_are_read([Values] ReadMode mode)
    {
        var egg = ZipBuilder.Of(new ZipItem("EGG-INFO/PKG-INFO", WheelBuilder.Metadata), new ZipItem("demo_pkg/__init__.py", "x")).Build();
        using var stream = new MemoryStream(egg);
        var contents = await DistributionReader.ReadAsync(stream, Parse("demo_pkg-1.2.0-py3.8.egg"), mode);

        Assert.That(contents.Metadata.Summary, Is.EqualTo("A demo"));
    }

    [TestCase("demo_pkg-1.2.0-py3.8.egg")]
    [TestCase("demo_pkg-1.2.0.win32.exe")]
    public async Task Files_of_the_past_without_metadata_are_known_by_their_names(string fileName)
    {
        using var stream = new MemoryStream("nothing"u8.ToArray());
        var contents = await DistributionReader.ReadAsync(stream, Parse(fileName), ReadMode.Lenient);

        Assert.That((contents.Metadata.Name, contents.Metadata.Version, contents.HasMetadata), Is.EqualTo(("demo_pkg", "1.2.0", false)));
    }

    private static async Task<DistributionContents> ReadAsync(byte[] sdist, ReadMode mode, string fileName = Sdists.FileName, ArchiveLimits? limits = null)
    {
        using var stream = new MemoryStream(sdist);
        return await DistributionReader.ReadAsync(stream, Parse(fileName), mode, limits);
    }

    private static DistributionFileName Parse(string fileName) => DistributionFileName.Parse(fileName);

    private static ZipBuilder ZipSdist(ZipBuilder? zip = null) =>
        (zip ?? new ZipBuilder()).Add(new ZipItem(Root, string.Empty) { Method = 0 }, new ZipItem(Root + "PKG-INFO", WheelBuilder.Metadata), new ZipItem(Root + "setup.py", "pass"));

    private static TestCaseData Case(string what, TarBuilder tar, bool? stillRead = true) => Case(what, tar.Build(), stillRead);

    private static TestCaseData Case(string what, byte[] sdist, bool? stillRead = true) => new TestCaseData(sdist, stillRead).SetName("A strict reader refuses " + what);

    private static void BinarySize(byte[] header) => Resign(header, 124, [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4]);

    private static void TerabyteSize(byte[] header) => Resign(header, 124, [0x80, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);

    private static void Resign(byte[] header, int at, ReadOnlySpan<byte> field)
    {
        field.CopyTo(header.AsSpan(at));
        "        "u8.CopyTo(header.AsSpan(148));
        Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(static b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
    }
}
