using System.Text;
using Pulp.Plugins.Ansible.Protocol;

namespace Pulp.Plugins.Ansible.Tests.Protocol;

/// <summary>Reads Base64 as it comes: in lines, in pieces of any size, and broken.</summary>
[TestFixture]
public sealed class Base64StreamTests
{
    [TestCase(0, 76, 1000)]
    [TestCase(1, 76, 1)]
    [TestCase(2, 1, 3)]
    [TestCase(57, 76, 7)]
    [TestCase(100_000, 76, 1)]
    [TestCase(300_001, 75, 8191)]
    [TestCase(300_002, 60, 65536)]
    [TestCase(300_000, int.MaxValue, 1_000_000)]
    public async Task Bytes_come_out_as_they_were_however_they_are_cut(int size, int line, int piece)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        var text = string.Join("\r\n", Convert.ToBase64String(bytes).Chunk(line).Select(part => new string(part))) + "\n";

        Assert.That(await DecodeAsync(text, piece), Is.EqualTo(bytes));
    }

    [TestCase("QUJ")]
    [TestCase("QUJD*A==")]
    [TestCase("QQ==QUJD")]
    [TestCase("====")]
    [TestCase("Q")]
    public void What_is_no_Base64_is_refused(string text)
    {
        foreach (var piece in new[] { 1, 2, 1000 })
            Assert.ThrowsAsync<FormatException>(() => DecodeAsync(text, piece), text);
    }

    private static async Task<byte[]> DecodeAsync(string text, int piece)
    {
        await using var coded = new Pieces(Encoding.ASCII.GetBytes(text), piece);
        using var output = new MemoryStream();
        await using var decoded = new Base64Stream(coded);
        await decoded.CopyToAsync(output);
        return output.ToArray();
    }

    private sealed class Pieces(byte[] bytes, int size) : ReadOnlyStream
    {
        private int position;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(Math.Min(size, buffer.Length), bytes.Length - position);
            bytes.AsMemory(position, count).CopyTo(buffer);
            position += count;
            return ValueTask.FromResult(count);
        }
    }
}
