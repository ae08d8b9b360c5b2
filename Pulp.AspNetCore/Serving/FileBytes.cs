using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Win32.SafeHandles;
using Pulp.Serving;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Moves the bytes of files into answers.
/// </summary>
internal static class FileBytes
{
    // Read from the file straight into the server's own buffer: half of what SendFileAsync takes of the processor.
    private const int BlockSize = 256 * 1024;

    public static async Task SendAsync(HttpContext context, SafeFileHandle file, long offset, long length)
    {
        var writer = context.Response.BodyWriter;
        for (var end = offset + length; offset < end;)
        {
            var count = (int)Math.Min(BlockSize, end - offset);
            var read = RandomAccess.Read(file, writer.GetSpan(count)[..count], offset);
            if (read == 0)
            {
                // The file was cut; a shorter answer must not look whole.
                context.Abort();
                return;
            }

            writer.Advance(read);
            offset += read;
            if (IsGone(await writer.FlushAsync(context.RequestAborted).ConfigureAwait(false)))
                return;
        }
    }

    public static async Task SendAsync(HttpContext context, Stream stream, long offset, long length)
    {
        stream.Position = offset;
        var writer = context.Response.BodyWriter;
        while (length > 0)
        {
            var count = (int)Math.Min(BlockSize, length);
            var read = await stream.ReadAsync(writer.GetMemory(count)[..count], context.RequestAborted).ConfigureAwait(false);
            if (read == 0)
            {
                context.Abort();
                return;
            }

            writer.Advance(read);
            length -= read;
            if (IsGone(await writer.FlushAsync(context.RequestAborted).ConfigureAwait(false)))
                return;
        }
    }

    /// <summary>Sends a file that is being fetched; cuts the connection when the fetch fails.</summary>
    /// <param name="context">The request.</param>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="length">How much to send; negative for all there is.</param>
    public static async Task SendAsync(HttpContext context, StreamingFile file, long offset, long length)
    {
        var end = length < 0 ? long.MaxValue : offset + length;
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize / 4);
        try
        {
            while (offset < end)
            {
                var count = (int)Math.Min(buffer.Length, end - offset);
                var read = await file.ReadAsync(buffer.AsMemory(0, count), offset, context.RequestAborted).ConfigureAwait(false);
                if (read == 0)
                    break;
                offset += read;
                if (IsGone(await context.Response.BodyWriter.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted).ConfigureAwait(false)))
                    return;
            }

            if (length >= 0 && offset < end)
                context.Abort();
        }
        catch (PulpException)
        {
            // Headers and bytes are on their way: only a cut tells the client that they are not the file.
            context.Abort();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsGone(FlushResult result) => result.IsCompleted || result.IsCanceled;
}
