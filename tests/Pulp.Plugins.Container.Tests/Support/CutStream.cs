namespace Pulp.Plugins.Container.Tests.Support;

/// <summary>Gives some bytes and then cuts the request.</summary>
internal sealed class CutStream(byte[] bytes, CancellationTokenSource cut) : MemoryStream(bytes)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await base.ReadAsync(buffer, cancellationToken);
        if (read == 0)
        {
            await cut.CancelAsync();
            throw new IOException("Cut.");
        }

        return read;
    }

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => CopyAsync(destination, cancellationToken);

    private async Task CopyAsync(Stream destination, CancellationToken cancellationToken)
    {
        var buffer = new byte[32 * 1024];
        while (true)
        {
            var read = await ReadAsync(buffer, cancellationToken);
            await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            await destination.FlushAsync(cancellationToken);
        }
    }
}
