using System.Buffers;
using System.Buffers.Text;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Reads what another stream holds in Base64, in lines of any length.
/// </summary>
/// <remarks>The other stream is left open. The transform of the class library, in a stream that reads much at once, fails wherever a line ends within a group of four.</remarks>
internal sealed class Base64Stream(Stream inner) : ReadOnlyStream
{
    private const int Group = 4;
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n"u8);
    private readonly byte[] coded = new byte[64 * 1024];
    private readonly byte[] decoded = new byte[48 * 1024];
    private int waiting;
    private Memory<byte> ready;
    private bool isAtEnd;

    /// <inheritdoc/>
    /// <exception cref="FormatException">It is no Base64.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (ready.IsEmpty && !isAtEnd && !buffer.IsEmpty)
        {
            var read = await inner.ReadAsync(coded.AsMemory(waiting), cancellationToken).ConfigureAwait(false);
            isAtEnd = read == 0;
            waiting += WithoutBlanks(coded.AsSpan(waiting, read));
            Decode();
        }

        var count = Math.Min(ready.Length, buffer.Length);
        ready[..count].CopyTo(buffer);
        ready = ready[count..];
        return count;
    }

    // Only the last group may be padded, so the last one that is here waits until it is known to be that.
    private void Decode()
    {
        var count = isAtEnd ? waiting : Math.Max(0, waiting - 1) / Group * Group;
        if (Base64.DecodeFromUtf8(coded.AsSpan(0, count), decoded, out var consumed, out var written, isFinalBlock: isAtEnd) != OperationStatus.Done || consumed != count)
            throw new FormatException("The text is no Base64.");
        ready = decoded.AsMemory(0, written);
        coded.AsSpan(count, waiting - count).CopyTo(coded);
        waiting -= count;
    }

    private static int WithoutBlanks(Span<byte> bytes)
    {
        var kept = 0;
        for (var at = 0; at < bytes.Length;)
        {
            var rest = bytes[at..];
            var length = rest.IndexOfAny(Blanks) is >= 0 and var blank ? blank : rest.Length;
            if (kept != at)
                rest[..length].CopyTo(bytes[kept..]);
            (kept, at) = (kept + length, at + length);
            while (at < bytes.Length && Blanks.Contains(bytes[at]))
                at++;
        }

        return kept;
    }
}
