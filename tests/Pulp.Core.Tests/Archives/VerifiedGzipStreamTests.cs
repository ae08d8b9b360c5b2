using System.Text;
using Pulp.Archives;
using Pulp.Core.Tests.Downloads;

namespace Pulp.Core.Tests.Archives;

internal sealed class VerifiedGzipStreamTests
{
    private static readonly byte[] Data = Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Range(0, 40_000)));

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(8)]
    [TestCase(32 * 1024)]
    [TestCase(200_000)]
    public async Task What_was_compressed_comes_out(int length)
    {
        var compressed = length == 0 ? Empty : GzipSamples.Compress(Data[..length]);

        foreach (var step in (int[])[1, 7, 4096, int.MaxValue])
            Assert.That(await ReadAsync(compressed, step), Is.EqualTo(Data[..length]), $"in steps of {step}");
    }

    [Test]
    public async Task Every_cut_is_seen()
    {
        var compressed = GzipSamples.Compress(Data[..300]);

        for (var length = 0; length < compressed.Length; length++)
            Assert.That(await FaultOfAsync(compressed[..length]), Is.EqualTo(GzipFault.Truncated), $"cut at {length} of {compressed.Length}");
    }

    [Test]
    public async Task A_cut_of_a_long_file_is_seen([Values(0.1, 0.5, 0.999)] double share)
    {
        var compressed = GzipSamples.Compress(Data);

        Assert.That(await FaultOfAsync(compressed[..(int)(compressed.Length * share)]), Is.EqualTo(GzipFault.Truncated));
    }

    [Test]
    public async Task Every_flipped_bit_after_the_header_is_seen()
    {
        var compressed = GzipSamples.Compress(Data[..300]);

        for (var position = 10; position < compressed.Length; position++)
            Assert.That(await FaultOfAsync(GzipSamples.Flip(compressed, position)), Is.Not.Null, $"flipped at {position}");
    }

    private static IEnumerable<TestCaseData> Faults()
    {
        var good = GzipSamples.Compress(Data);
        yield return new TestCaseData((byte[])[.. good, 0], GzipFault.TrailingData).SetArgDisplayNames("one byte behind");
        yield return new TestCaseData((byte[])[.. good, .. "garbage behind"u8], GzipFault.TrailingData).SetArgDisplayNames("garbage behind");
        yield return new TestCaseData((byte[])[.. good, .. good], GzipFault.TrailingData).SetArgDisplayNames("two members");
        yield return new TestCaseData((byte[])[.. good, .. good[^8..]], GzipFault.TrailingData).SetArgDisplayNames("trailer twice");
        yield return new TestCaseData("PK\u0003\u0004 zip file"u8.ToArray(), GzipFault.NotGzip).SetArgDisplayNames("another format");
        yield return new TestCaseData(Header(8, 0xE0), GzipFault.NotGzip).SetArgDisplayNames("reserved flags");
        yield return new TestCaseData(Header(7, 0), GzipFault.NotGzip).SetArgDisplayNames("another method");
        yield return new TestCaseData((byte[])[.. Header(8, 8), .. Enumerable.Repeat((byte)'n', 100_000)], GzipFault.NotGzip).SetArgDisplayNames("name without end");
        yield return new TestCaseData(Array.Empty<byte>(), GzipFault.Truncated).SetArgDisplayNames("nothing at all");
    }

    [TestCaseSource(nameof(Faults))]
    public async Task A_fault_is_named(byte[] data, GzipFault fault) => Assert.That(await FaultOfAsync(data), Is.EqualTo(fault));

    [Test]
    public async Task Optional_header_fields_are_skipped()
    {
        var plain = GzipSamples.Compress(Data);
        byte[] decorated = [.. plain[..3], 2 | 4 | 8 | 16, .. plain[4..10], 3, 0, 1, 2, 3, .. "name.txt\0comment\0"u8, 0xAB, 0xCD, .. plain[10..]];

        Assert.That(await ReadAsync(decorated, 5), Is.EqualTo(Data));
    }

    [TestCase(100_000, 200, true)]
    [TestCase(99_999, 200, false)]
    [TestCase(long.MaxValue, 10, false)]
    public async Task Size_and_ratio_are_bounded(long maxBytes, int maxRatio, bool fits)
    {
        var compressed = GzipSamples.Compress([.. Data[..1000], .. new byte[99_000]]);
        var limits = new GzipLimits { MaxBytes = maxBytes, MaxRatio = maxRatio, RatioFrom = 50_000 };

        Assert.That(await FaultOfAsync(compressed, limits), Is.EqualTo(fits ? (GzipFault?)null : GzipFault.TooLarge));
    }

    [TestCase("", 0x00000000u)]
    [TestCase("123456789", 0xCBF43926u)]
    [TestCase("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Crc32_gives_the_known_values(string text, uint expected)
    {
        var whole = new Crc32();
        whole.Append(Encoding.ASCII.GetBytes(text));
        var bytewise = new Crc32();
        foreach (var b in Encoding.ASCII.GetBytes(text))
            bytewise.Append([b]);

        Assert.That(whole.Value, Is.EqualTo(expected));
        Assert.That(bytewise.Value, Is.EqualTo(expected));
    }

    private static byte[] Empty => [.. Header(8, 0), 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static byte[] Header(byte method, byte flags) => [0x1F, 0x8B, method, flags, 0, 0, 0, 0, 0, 255];

    private static async Task<byte[]> ReadAsync(byte[] compressed, int step, GzipLimits? limits = null)
    {
        await using var stream = new VerifiedGzipStream(new SteppingStream(compressed, step), limits);
        var result = new MemoryStream();
        await stream.CopyToAsync(result);
        return result.ToArray();
    }

    private static async Task<GzipFault?> FaultOfAsync(byte[] compressed, GzipLimits? limits = null)
    {
        try
        {
            await ReadAsync(compressed, 10, limits);
            return null;
        }
        catch (GzipFormatException e)
        {
            return e.Fault;
        }
    }

    private sealed class SteppingStream(byte[] data, int step) : MemoryStream(data)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }
}
