namespace Pulp.Plugins.Python.Tests.Support;

/// <summary>Delivers a few bytes per read, as a slow network does.</summary>
internal sealed class DribblingStream(byte[] content, int step) : MemoryStream(content)
{
    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(step, buffer.Length)]);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
}
