using System.Text;
using Pulp.Archives;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Metadata.Archives;
using Pulp.Plugins.Python.Tests.Support;

namespace Pulp.Plugins.Python.Tests.Metadata;

public sealed class WheelReaderTests
{
    private static readonly DistributionFileName Name = DistributionFileName.Parse(WheelBuilder.FileName);

    [Test]
    public async Task A_good_wheel_is_read([Values] ReadMode mode)
    {
        var contents = await ReadAsync(new WheelBuilder().Build(), mode);

        Assert.That(contents.Metadata.Summary, Is.EqualTo("A demo"));
        Assert.That(contents.Metadata.Description, Is.EqualTo("The description.\n"));
        Assert.That(Encoding.UTF8.GetString(contents.RawMetadata!.Value.Span), Is.EqualTo(WheelBuilder.Metadata));
        Assert.That(contents.HasMetadata);
        Assert.That(contents.Findings, Is.Empty);
    }

    [Test]
    public async Task Reading_does_not_depend_on_how_many_bytes_a_read_returns([Values(1, 7, 4096)] int step, [Values] ReadMode mode)
    {
        using var stream = new DribblingStream(new WheelBuilder().Build(), step);

        Assert.That((await WheelReader.ReadAsync(stream, Name, mode)).HasMetadata);
    }

    private static IEnumerable<TestCaseData> GoodWheels()
    {
        yield return Case("stored entries", new WheelBuilder().Replace("demo_pkg/__init__.py", item => item with { Method = 0 }));
        yield return Case("empty files, stored and deflated", new WheelBuilder().Add(new ZipItem("demo_pkg/a.py", string.Empty)).Add(new ZipItem("demo_pkg/b.py", string.Empty) { Method = 0 }));
        yield return Case("one byte", new WheelBuilder().Add(new ZipItem("demo_pkg/a.py", "x") { Method = 0 }));
        yield return Case("folders", new WheelBuilder().Add(new ZipItem("demo_pkg/sub/", string.Empty) { Method = 0 }));
        yield return Case("UTF-8 names", new WheelBuilder().Add(new ZipItem("demo_pkg/naïve.txt", "x") { Flags = 1 << 11 }));
        yield return Case("names that need quotes in RECORD", new WheelBuilder { Record = Quoted() }.Add(new ZipItem("demo_pkg/a,\"b\".txt", "x")));
        yield return Case("a vendored dist-info further down", new WheelBuilder().Add(new ZipItem("demo_pkg/_vendor/x-1.dist-info/METADATA", "x")));
        yield return Case("a large file", new WheelBuilder().Add(new ZipItem("demo_pkg/a.bin", Noise(3_000_000))));
        yield return Case("the Unicode path of Info-ZIP when it agrees", new WheelBuilder().Add(new ZipItem("demo_pkg/a.py", "x") { Extra = UnicodePath("demo_pkg/a.py", "demo_pkg/a.py") }));
        yield return Case("signature files that RECORD does not list", new WheelBuilder { Record = new WheelBuilder().MakeRecord() }.Add(new ZipItem(WheelBuilder.DistInfo + "RECORD.jws", "{}")));

        static string Quoted()
        {
            var record = new WheelBuilder().Add(new ZipItem("QUOTED", "x")).MakeRecord();
            return record.Replace("QUOTED", "\"demo_pkg/a,\"\"b\"\".txt\"", StringComparison.Ordinal).ReplaceLineEndings("\r\n");
        }

        static TestCaseData Case(string what, WheelBuilder wheel) => new TestCaseData(wheel.Build()).SetName("A wheel may have " + what);
    }

    [TestCaseSource(nameof(GoodWheels))]
    public async Task Wheels_may_have(byte[] wheel) => Assert.That((await ReadAsync(wheel, ReadMode.Strict)).Findings, Is.Empty);

    [Test]
    public async Task A_wheel_may_be_a_zip64_archive_and_have_a_comment()
    {
        await ReadAsync(Zip(new ZipBuilder { Zip64 = true }), ReadMode.Strict);
        await ReadAsync(Zip(new ZipBuilder { Comment = "made by a test"u8.ToArray() }), ReadMode.Strict);
    }

    private static IEnumerable<TestCaseData> BadArchives()
    {
        yield return Case("W1 no zip", Encoding.UTF8.GetBytes(new string('x', 1000)));
        yield return Case("W1 an empty file", []);
        yield return Case("W1 a tar archive before the zip", Zip(new ZipBuilder { Prefix = Sdists.Demo().Tar() }));
        yield return Case("W1 a zip in a tar archive", [.. Sdists.Demo().Tar(), .. new WheelBuilder().Build()]);
        yield return Case("W2 junk before the archive", Zip(new ZipBuilder { Prefix = "junk"u8.ToArray() }));
        yield return Case("W2 junk behind the archive", Zip(new ZipBuilder { Suffix = "junk"u8.ToArray() }));
        yield return Case("W2 junk between entries", Zip(new ZipBuilder { AfterFirst = "junk"u8.ToArray() }));
        yield return Case("W2 junk before the directory", Zip(new ZipBuilder { BeforeDirectory = "junk"u8.ToArray() }));
        yield return Case("W2 junk before the end record", Zip(new ZipBuilder { BeforeEnd = "junk"u8.ToArray() }));
        yield return Case("W2 an archive cut off", new WheelBuilder().Build()[..^30]);
        yield return Case("W3 two end records", Zip(new ZipBuilder { DoubleEnd = true }));
        yield return Case("W3 an end record in the comment", Zip(new ZipBuilder { Comment = [.. "x"u8, 0x50, 0x4B, 5, 6, .. new byte[18]] }));
        yield return Case("W3 a zip in the comment", Zip(new ZipBuilder { Comment = ZipBuilder.Of(new ZipItem("evil", "x")).Build()[..^22] }));
        yield return Case("W3 a ZIP64 end record without locator", Zip(new ZipBuilder { Zip64 = true, Zip64Locator = false }));
        yield return Case("W3 a locator without ZIP64 end record", Zip(new ZipBuilder { BeforeEnd = [0x50, 0x4B, 6, 7, .. new byte[16]] }));
        yield return Case("too few entries in the end record", Zip(new ZipBuilder { CountError = -1 }));
        yield return Case("too many entries in the end record", Zip(new ZipBuilder { CountError = 1 }));
    }

    private static IEnumerable<TestCaseData> BadEntries()
    {
        var other = Encoding.UTF8.GetBytes("demo_pkg/other!!.py");
        yield return Case("W4 a doubled name", new WheelBuilder().Add(new ZipItem("demo_pkg/__init__.py", "print('other')\n")));
        yield return Case("W6 an understated size", Change(item => item with { Content = Encoding.UTF8.GetBytes(new string('x', 100_000)), Size = 10 }));
        yield return Case("W6 an overstated size", Change(item => item with { Size = 1_000_000 }));
        yield return Case("W6 an understated size of a stored entry", Change(item => item with { Method = 0, Size = 3 }));
        yield return Case("W6 sizes that disagree", Change(item => item with { LocalSize = 10 }));
        yield return Case("W7 a wrong CRC", Change(item => item with { Crc = 12345 }));
        yield return Case("W7 CRCs that disagree", Change(item => item with { LocalCrc = 12345 }));
        yield return Case("W8 a data descriptor", Change(item => item with { DataDescriptor = true }));
        yield return Case("W8 a Unicode path that names another", Change(item => item with { Extra = UnicodePath(item.Name, "demo_pkg/evil.py") }));
        yield return Case("W8 a Unicode path that names another, in the local header", Change(item => item with { LocalExtra = UnicodePath(item.Name, "demo_pkg/evil.py") }));
        yield return Case("W9 bzip2", Change(item => item with { Method = 12 }));
        yield return Case("W9 LZMA", Change(item => item with { Method = 14 }));
        yield return Case("W9 Zstandard", Change(item => item with { Method = 93 }));
        yield return Case("names that disagree", Change(item => item with { LocalName = other }));
        yield return Case("an encrypted entry", Change(item => item with { Flags = 1 }));
        yield return Case("junk behind the compressed data", Change(item => item with { PackedSuffix = "junk"u8.ToArray() }));
        yield return Case("one byte behind the compressed data", Change(item => item with { PackedSuffix = [0] }));
        yield return Case("malformed extra fields", Change(item => item with { Extra = [1, 2, 255, 255] }));
        yield return Case("a ZIP64 size that is missing", Change(item => item with { Size = uint.MaxValue }));
        foreach (var name in new[] { "../evil.py", "/evil.py", "demo_pkg/../../evil.py", "demo_pkg\\evil.py", "C:evil.py", "demo_pkg//evil.py", "./evil.py", "demo_pkg/ev\nil.py", "demo_pkg/ev\0il.py", "/" })
        {
            yield return Case("the name " + name.Replace("\n", "<LF>", StringComparison.Ordinal).Replace("\0", "<NUL>", StringComparison.Ordinal), new WheelBuilder().Add(new ZipItem(name, "x")));
        }

        yield return Case("a name that is no UTF-8", new WheelBuilder().Add(new ZipItem("demo_pkg/x.py", "x") { RawName = [0xFF, 0xFE], Flags = 1 << 11 }));
        yield return Case("a name outside ASCII without the UTF-8 mark", new WheelBuilder().Add(new ZipItem("demo_pkg/é.py", "x")));
        yield return Case("a folder with content", new WheelBuilder().Add(new ZipItem("demo_pkg/sub/", "x")));

        static WheelBuilder Change(Func<ZipItem, ZipItem> change) => new WheelBuilder { Record = new WheelBuilder().MakeRecord() }.Replace("demo_pkg/__init__.py", change);
    }

    private static IEnumerable<TestCaseData> BadWheels()
    {
        const string Metadata = WheelBuilder.DistInfo + "METADATA";
        yield return Case("W11 no METADATA", new WheelBuilder().Remove(Metadata));
        yield return Case("W11 METADATA twice", new WheelBuilder().Add(new ZipItem(Metadata, WheelBuilder.Metadata)));
        yield return Case("W11 two dist-info folders", new WheelBuilder().Add(new ZipItem("other-1.0.dist-info/METADATA", WheelBuilder.Metadata)));
        yield return Case("W11 two spellings of its dist-info folder", new WheelBuilder().Add(new ZipItem("Demo.Pkg-1.2.dist-info/METADATA", WheelBuilder.Metadata)));
        yield return Case("W11 METADATA over the limit", new WheelBuilder().Replace(Metadata, item => item with { Content = new byte[CoreMetadata.MaxBytes + 1] }));
        yield return Case("W11 METADATA in UTF-16", new WheelBuilder().Replace(Metadata, item => item with { Content = Encoding.Unicode.GetBytes(WheelBuilder.Metadata) }));
        yield return Case("W12 no RECORD", ZipBuilder.Of([.. new WheelBuilder().Items().Where(item => !item.Name.EndsWith("RECORD", StringComparison.Ordinal))]).Build());
        yield return Case("W12 an empty RECORD", new WheelBuilder { Record = string.Empty });
        yield return Case("W12 a wrong hash", new WheelBuilder { Record = new WheelBuilder().MakeRecord() }.Replace("demo_pkg/__init__.py", item => item with { Content = "print('evil!')\n"u8.ToArray() }));
        yield return Case("W12 a wrong size in RECORD", new WheelBuilder { Record = new WheelBuilder().MakeRecord().Replace(",15\n", ",16\n", StringComparison.Ordinal) });
        yield return Case("W12 a file that RECORD does not list", new WheelBuilder { Record = new WheelBuilder().MakeRecord() }.Add(new ZipItem("demo_pkg/extra.py", "x")));
        yield return Case("W12 a listed file that is missing", new WheelBuilder { Record = new WheelBuilder().MakeRecord() + "demo_pkg/gone.py,sha256=x,1\n" });
        yield return Case("W12 a path listed twice", new WheelBuilder { Record = new WheelBuilder().MakeRecord() + new WheelBuilder().MakeRecord() });
        yield return Case("W12 a row with four fields", new WheelBuilder { Record = new WheelBuilder().MakeRecord() + "a,b=c,1,2\n" });
        yield return Case("W12 a row without end of quote", new WheelBuilder { Record = new WheelBuilder().MakeRecord() + "\"a" });
        yield return Case("W12 a file without hash", new WheelBuilder { Record = new WheelBuilder().MakeRecord() + "demo_pkg/extra.py,,\n" }.Add(new ZipItem("demo_pkg/extra.py", "x")));
        yield return Case("W12 an MD5 hash", new WheelBuilder { Record = new WheelBuilder().MakeRecord() + "demo_pkg/extra.py,md5=nS5G6e6OEnd24BtEE3J2pQ,1\n" }.Add(new ZipItem("demo_pkg/extra.py", "x")));
        yield return Case("no WHEEL", new WheelBuilder().Remove(WheelBuilder.DistInfo + "WHEEL"));
        yield return Case("version 2 of the wheel format", new WheelBuilder().Replace(WheelBuilder.DistInfo + "WHEEL", item => item with { Content = "Wheel-Version: 2.0\n"u8.ToArray() }));
        yield return Case("T5 another name in METADATA", new WheelBuilder().Replace(Metadata, item => item with { Content = "Metadata-Version: 2.1\nName: other\nVersion: 1.2.0\n"u8.ToArray() }));
        yield return Case("T5 another version in METADATA", new WheelBuilder().Replace(Metadata, item => item with { Content = "Metadata-Version: 2.1\nName: demo-pkg\nVersion: 1.2.1\n"u8.ToArray() }));
    }

    [TestCaseSource(nameof(BadArchives))]
    [TestCaseSource(nameof(BadEntries))]
    [TestCaseSource(nameof(BadWheels))]
    public async Task A_strict_reader_refuses(byte[] wheel)
    {
        Assert.That(async () => await ReadAsync(wheel, ReadMode.Strict), Throws.InstanceOf<PackageFormatException>());

        // The same wheel from an upstream never fails the reader.
        var lenient = await ReadAsync(wheel, ReadMode.Lenient);
        Assert.That(lenient.Metadata.Name, Is.Not.Empty);
    }

    [Test]
    public async Task A_lenient_reader_reads_old_wheels_and_reports()
    {
        var wheel = Zip(new ZipBuilder { Prefix = "#!/bin/sh\n"u8.ToArray() }, new WheelBuilder().Replace("demo_pkg/__init__.py", item => item with { DataDescriptor = true }));
        var contents = await ReadAsync(wheel, ReadMode.Lenient);

        Assert.That(contents.Metadata.Summary, Is.EqualTo("A demo"));
        Assert.That(contents.Findings, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_lenient_reader_falls_back_to_the_file_name()
    {
        var contents = await ReadAsync("no zip"u8.ToArray(), ReadMode.Lenient);

        Assert.That((contents.Metadata.Name, contents.Metadata.Version), Is.EqualTo(("demo_pkg", "1.2.0")));
        Assert.That(contents.HasMetadata, Is.False);
        Assert.That(contents.RawMetadata, Is.Null);
        Assert.That(contents.Findings, Is.Not.Empty);
    }

    [Test]
    public async Task Metadata_bytes_are_read_alone()
    {
        using var good = new MemoryStream(new WheelBuilder().Build());
        using var bad = new MemoryStream("no zip"u8.ToArray());
        using var damaged = new MemoryStream(new WheelBuilder().Replace(WheelBuilder.DistInfo + "METADATA", item => item with { Crc = 1 }).Build());

        Assert.That(Encoding.UTF8.GetString((await WheelReader.ReadMetadataBytesAsync(good, Name))!), Is.EqualTo(WheelBuilder.Metadata));
        Assert.That(await WheelReader.ReadMetadataBytesAsync(bad, Name), Is.Null);
        Assert.That(await WheelReader.ReadMetadataBytesAsync(damaged, Name), Is.Null);
    }

    [Test]
    public async Task Metadata_of_any_cut_of_a_wheel_never_fail_a_lenient_reader()
    {
        var wheel = new WheelBuilder().Build();
        for (var length = 0; length < wheel.Length; length++)
        {
            Assert.That((await ReadAsync(wheel[..length], ReadMode.Lenient)).HasMetadata, Is.False);
        }
    }

    [Test]
    public async Task No_flipped_byte_passes_a_strict_reader_or_breaks_a_lenient_one()
    {
        var wheel = new WheelBuilder().Build();
        var passed = 0;
        for (var at = 0; at < wheel.Length; at++)
        {
            var flipped = (byte[])wheel.Clone();
            flipped[at] ^= 0x41;
            await ReadAsync(flipped, ReadMode.Lenient);
            try
            {
                await ReadAsync(flipped, ReadMode.Strict);
                passed++;
            }
            catch (PackageFormatException)
            {
                // Refused, as it should be.
            }
        }

        // Per entry 6 and 14 bytes of the two headers: times, attributes and format versions, which say nothing about the content.
        Assert.That(passed, Is.EqualTo(4 * 20));
    }

    [Test]
    public void Bombs_are_refused_before_they_are_unpacked()
    {
        var items = Enumerable.Range(0, 3).Select(i => new ZipItem($"demo_pkg/{i}.bin", new byte[40_000_000])).ToArray();
        var bomb = ZipBuilder.Of([.. items, .. new WheelBuilder().Items()]).Build();

        Assert.That(async () => await ReadAsync(bomb, ReadMode.Strict), Throws.InstanceOf<PackageFormatException>().With.Message.Contains("50 times"));
    }

    [Test]
    public void Limits_are_kept()
    {
        var wheel = new WheelBuilder().Build();

        Assert.That(async () => await ReadAsync(wheel, ReadMode.Strict, new ArchiveLimits { MaxEntries = 3 }), Throws.InstanceOf<PackageFormatException>());
        Assert.That(async () => await ReadAsync(wheel, ReadMode.Strict, new ArchiveLimits { MaxUnpackedBytes = 100 }), Throws.InstanceOf<PackageFormatException>());
        Assert.That(async () => await ReadAsync(wheel, ReadMode.Strict, new ArchiveLimits { MaxDirectoryBytes = 100 }), Throws.InstanceOf<PackageFormatException>());
    }

    [Test]
    public void Cancellation_passes_through()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        using var stream = new MemoryStream(new WheelBuilder().Build());

        Assert.That(async () => await WheelReader.ReadAsync(stream, Name, ReadMode.Lenient, null, cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    private static async Task<DistributionContents> ReadAsync(byte[] wheel, ReadMode mode, ArchiveLimits? limits = null)
    {
        using var stream = new MemoryStream(wheel);
        return await WheelReader.ReadAsync(stream, Name, mode, limits);
    }

    private static byte[] Zip(ZipBuilder zip, WheelBuilder? wheel = null) => zip.Add((wheel ?? new WheelBuilder()).Items()).Build();

    private static TestCaseData Case(string what, byte[] wheel) => new TestCaseData(wheel).SetName("A strict reader refuses " + what);

    private static TestCaseData Case(string what, WheelBuilder wheel) => Case(what, wheel.Build());

    private static byte[] UnicodePath(string name, string path)
    {
        var utf8 = Encoding.UTF8.GetBytes(path);
        var crc = BitConverter.GetBytes(Crc32.Of(Encoding.UTF8.GetBytes(name)));
        return [0x75, 0x70, (byte)(utf8.Length + 5), 0, 1, .. crc, .. utf8];
    }

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(1).NextBytes(noise);
        return noise;
    }
}
