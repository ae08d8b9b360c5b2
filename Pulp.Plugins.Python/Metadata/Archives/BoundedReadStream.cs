using System.Buffers;

namespace Pulp.Plugins.Python.Metadata.Archives;

/// <summary>
/// Reads one range of a seekable stream, which it leaves open.
/// </summary>
/// <remarks>
/// The last byte is always delivered alone. A decompressor whose data end before it never asks for it, and one whose data do not end with it asks
/// for more, so <see cref="IsConsumed"/> and <see cref="WasOverread"/> tell exactly whether compressed data fill their range. .NET's decompressors
/// do not tell.
/// </remarks>
internal sealed class BoundedReadStream : ReadOnlyStream
{
    private const int BufferSize = 64 * 1024;
    private readonly Stream _inner;
    private readonly long _end;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private long _next;
    private int _start;
    private int _count;
    private bool _disposed;

    public BoundedReadStream(Stream inner, long offset, long length)
    {
        _inner = inner;
        _next = offset;
        _end = offset + length;
    }

    /// <summary>Gets whether every byte of the range was delivered.</summary>
    public bool IsConsumed => Remaining == 0;

    /// <summary>Gets whether more was asked for after the last byte.</summary>
    public bool WasOverread { get; private set; }

    private long Remaining => _end - _next + _count;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_count == 0 && _next < _end)
        {
            _inner.Position = _next;
            var size = (int)Math.Min(BufferSize, _end - _next);
            Filled(await _inner.ReadAsync(_buffer.AsMemory(0, size), cancellationToken).ConfigureAwait(false));
        }

        return Deliver(buffer.Span);
    }

    public override int Read(Span<byte> buffer)
    {
        if (_count == 0 && _next < _end)
        {
            _inner.Position = _next;
            Filled(_inner.Read(_buffer.AsSpan(0, (int)Math.Min(BufferSize, _end - _next))));
        }

        return Deliver(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        base.Dispose(disposing);
    }

    private void Filled(int count)
    {
        _start = 0;
        _count = count;
        _next += count;
    }

    private int Deliver(Span<byte> target)
    {
        WasOverread |= Remaining == 0 && !target.IsEmpty;
        var count = Math.Min(target.Length, _count);
        if (count > 1 && count == Remaining)
        {
            count--;
        }

        _buffer.AsSpan(_start, count).CopyTo(target);
        _start += count;
        _count -= count;
        return count;
    }
}
