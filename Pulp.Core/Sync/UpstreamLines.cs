using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;

namespace Pulp.Sync;

/// <summary>
/// Reads what upstream sent line by line, whatever its size: lists, manifests, checksums.
/// </summary>
public static class UpstreamLines
{
    private const byte LineFeed = (byte)'\n';
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads lines of UTF-8.</summary>
    /// <param name="stream">The text, with or without a byte order mark; it stays open.</param>
    /// <param name="maximumLength">The most bytes a line may have.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The lines without their ends; the last one needs none.</returns>
    /// <exception cref="SyncException">A line is too long or no UTF-8.</exception>
    public static async IAsyncEnumerable<string> ReadAsync(Stream stream, int maximumLength = 64 * 1024, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            for (var (number, isLast) = (1L, false); !isLast;)
            {
                var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                var rest = read.Buffer;
                for (; rest.PositionOf(LineFeed) is { } end; number++)
                {
                    yield return Decode(rest.Slice(0, end), number, maximumLength);
                    rest = rest.Slice(rest.GetPosition(1, end));
                }

                isLast = read.IsCompleted;
                if ((isLast && !rest.IsEmpty) || rest.Length > maximumLength)
                    yield return Decode(rest, number, maximumLength);
                reader.AdvanceTo(rest.Start, rest.End);
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static string Decode(ReadOnlySequence<byte> bytes, long number, int maximumLength)
    {
        if (bytes.Length > maximumLength)
            throw new SyncException($"Line {number} of what upstream sent is longer than {maximumLength} bytes.");
        try
        {
            var line = Utf8.GetString(bytes).TrimEnd('\r');
            return number == 1 ? line.TrimStart('\uFEFF') : line;
        }
        catch (DecoderFallbackException exception)
        {
            throw new SyncException($"Line {number} of what upstream sent is no UTF-8.", exception);
        }
    }
}
