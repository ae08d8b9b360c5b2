using Pulp.Uploads;

namespace Pulp.Core.Tests.Uploads;

[TestFixture]
internal sealed class ChunkRangeTests
{
    [TestCase("bytes 0-9/100", 0, 10, 100)]
    [TestCase("Bytes 10-10/11", 10, 1, 11)]
    [TestCase("bytes 5-9/*", 5, 5, null)]
    public void A_range_is_read(string text, long offset, long length, long? total)
    {
        Assert.That(ChunkRange.TryParse(text, out var range), Is.True);
        Assert.That(range, Is.EqualTo(new ChunkRange(offset, length, total)));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("bytes")]
    [TestCase("bytes ")]
    [TestCase("0-9/100")]
    [TestCase("items 0-9/100")]
    [TestCase("bytes 0-9")]
    [TestCase("bytes 0-9/")]
    [TestCase("bytes -9/100")]
    [TestCase("bytes 0-/100")]
    [TestCase("bytes 9-0/100")]
    [TestCase("bytes 0-100/100")]
    [TestCase("bytes */100")]
    [TestCase("bytes +0-9/100")]
    [TestCase("bytes 0 - 9/100")]
    [TestCase("bytes 0x1-9/100")]
    [TestCase("bytes 0-9223372036854775807/*")]
    [TestCase("bytes 0-9223372036854775808/*")]
    [TestCase("bytes 0-9/100, bytes 10-19/100")]
    [TestCase("bytes ٠-٩/100")]
    public void Anything_else_is_refused(string? text) => Assert.That(ChunkRange.TryParse(text, out _), Is.False);
}
