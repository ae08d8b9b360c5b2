using System.Buffers;

namespace Pulp.Plugins.Python.Index;

/// <summary>
/// A pooled buffer that holds a page or a window of it: filled at the end, consumed at the front, bounded.
/// </summary>
internal sealed class PageBuffer(Stream stream, long maxBytes) : IDisposable
{
    private const int FirstSize = 64 * 1024;

    // The pool would keep what one hostile page made it give.
    private const int LargestPooled = 1024 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _start;
    private int _end;
    private long _total;

    /// <summary>Gets whether the stream has ended.</summary>
    public bool IsFinal { get; private set; }

    /// <summary>Gets the bytes that are here and not consumed.</summary>
    public ReadOnlySpan<byte> Span => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Drops bytes from the front.</summary>
    public void Consume(int count) => _start += count;

    /// <summary>Reads the whole stream.</summary>
    /// <exception cref="IndexFormatException">It is larger than allowed.</exception>
    public async ValueTask FillAllAsync(CancellationToken cancellationToken)
    {
        while (!IsFinal && _end < LargestPooled)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!IsFinal)
        {
            await FillInBlocksAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads some more bytes, or notes that there are none.</summary>
    /// <exception cref="IndexFormatException">The page is larger than allowed.</exception>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        _end += await ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Skips a byte order mark; to be called once, after the first fill.</summary>
    public void SkipByteOrderMark() => _start += Span is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;

    public void Dispose() => Replace([]);

    // A large page is put together once it is known to end: one that grew by doubling would take twice its size again in what was outgrown.
    private async ValueTask FillInBlocksAsync(CancellationToken cancellationToken)
    {
        var blocks = new List<byte[]>();
        try
        {
            for (var free = Memory<byte>.Empty; !IsFinal;)
            {
                if (free.IsEmpty)
                {
                    blocks.Add(ArrayPool<byte>.Shared.Rent(LargestPooled));
                    free = blocks[^1];
                }

                free = free[await ReadAsync(free, cancellationToken).ConfigureAwait(false)..];
            }

            var whole = GC.AllocateUninitializedArray<byte>((int)_total);
            _buffer.AsSpan(0, _end).CopyTo(whole);
            var rest = whole.AsSpan(_end);
            foreach (var block in blocks)
            {
                var part = block.AsSpan(0, Math.Min(block.Length, rest.Length));
                part.CopyTo(rest);
                rest = rest[part.Length..];
            }

            Replace(whole);
            (_start, _end) = (0, whole.Length);
        }
        finally
        {
            blocks.ForEach(static block => ArrayPool<byte>.Shared.Return(block));
        }
    }

    private async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        var count = await stream.ReadAsync(target, cancellationToken).ConfigureAwait(false);
        _total += count;
        IsFinal = count == 0;
        return _total <= maxBytes ? count : throw new IndexFormatException(IndexFormatError.TooLarge, null, $"the page has more than {maxBytes} bytes");
    }

    private void MakeRoom()
    {
        if (_start > 0 && (_start == _end || _end == _buffer.Length))
        {
            Span.CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            Span.CopyTo(larger);
            Replace(larger);
        }
    }

    private void Replace(byte[] buffer)
    {
        if (_buffer.Length is > 0 and <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = buffer;
    }
}
