namespace Pulp.Plugins.Python.Tests.Support;

/// <summary>Delivers one text over and over, up to a length, without holding it: an upstream that never ends.</summary>
internal sealed class RepeatingStream(byte[] start, byte[] repeated, long length) : ReadOnlyStream
{
    private long _position;

    /// <summary>Gets how many bytes were taken.</summary>
    public long Taken => _position;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - _position);
        for (var i = 0; i < count; i++, _position++)
        {
            buffer[i] = _position < start.Length ? start[_position] : repeated[(_position - start.Length) % repeated.Length];
        }

        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));
}
