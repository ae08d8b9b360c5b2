using System.Text;
using Pulp.Sync;

namespace Pulp.Core.Tests.Sync;

[TestFixture]
internal sealed class UpstreamLinesTests
{
    [TestCase("", "")]
    [TestCase("a", "a")]
    [TestCase("a\n", "a")]
    [TestCase("a\r\nb", "a|b")]
    [TestCase("\n\na\n", "||a")]
    [TestCase("\uFEFFx\né", "x|é")]
    [TestCase("1234\n12", "1234|12")]
    public async Task Lines_are_read_whatever_ends_them(string text, string lines) =>
        Assert.That(string.Join('|', await ReadAsync(Encoding.UTF8.GetBytes(text))), Is.EqualTo(lines));

    [TestCase("12345")]
    [TestCase("12345\n")]
    [TestCase("1\n12345")]
    public void A_line_that_is_too_long_is_refused(string text) =>
        Assert.That(() => ReadAsync(Encoding.UTF8.GetBytes(text)), Throws.TypeOf<SyncException>().With.Message.Contain("longer than 4 bytes"));

    [Test]
    public void What_is_no_text_is_refused_with_the_number_of_its_line() =>
        Assert.That(() => ReadAsync([(byte)'a', (byte)'\n', 0xff, (byte)'\n']), Throws.TypeOf<SyncException>().With.Message.StartsWith("Line 2 "));

    [Test]
    public async Task A_line_without_an_end_is_refused_before_it_fills_the_memory()
    {
        await using var endless = new EndlessStream();
        Assert.That(
            async () =>
            {
                await foreach (var _ in UpstreamLines.ReadAsync(endless, 1000))
                {
                }
            },
            Throws.TypeOf<SyncException>());
        Assert.That(endless.Given, Is.LessThan(100_000));
    }

    private static async Task<List<string>> ReadAsync(byte[] bytes)
    {
        // One byte at a time: lines and characters lie across reads.
        await using var stream = new DribblingStream(bytes);
        var lines = new List<string>();
        await foreach (var line in UpstreamLines.ReadAsync(stream, 4))
            lines.Add(line);
        return lines;
    }

    private sealed class DribblingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }

    private sealed class EndlessStream : MemoryStream
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'x');
            Given += buffer.Length;
            return new(buffer.Length);
        }
    }
}
