using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using static Pulp.Plugins.Python.Metadata.Archives.ZipFormat;
using Pulp.Archives;

namespace Pulp.Plugins.Python.Metadata.Archives;

/// <summary>Reads entries of a ZIP archive and checks size and CRC of what it reads, which .NET 10 does not.</summary>
internal sealed class ZipContentReader(Stream archive, FindingSink sink)
{
    private const int ChunkSize = 64 * 1024;

    /// <summary>
    /// Checks an entry's local header against the directory.
    /// </summary>
    /// <returns>The offset of the entry's data, or -1 after reporting that there is no local header.</returns>
    public async ValueTask<long> ReadLocalHeaderAsync(ZipEntry entry, CancellationToken cancellationToken)
    {
        var header = new byte[LocalHeaderSize];
        archive.Position = entry.Offset;
        if (!await TryReadAsync(header, cancellationToken).ConfigureAwait(false) || U32(header, 0) != LocalHeader)
        {
            sink.Report("ZIP archive", entry.Name, "the directory points to something that is not an entry");
            return -1;
        }

        var nameLength = U16(header, 26);
        var extraLength = U16(header, 28);
        if (sink.IsStrict)
        {
            var rest = new byte[nameLength + extraLength];
            if (!await TryReadAsync(rest, cancellationToken).ConfigureAwait(false))
            {
                sink.Report("ZIP archive", entry.Name, "the entry is cut off");
            }

            CheckLocalHeader(entry, header, rest.AsSpan(0, nameLength), rest.AsSpan(nameLength));
        }

        return entry.Offset + LocalHeaderSize + nameLength + extraLength;
    }

    /// <summary>Reads a whole small entry, or returns <see langword="null"/> after reporting why it cannot be read.</summary>
    public async ValueTask<byte[]?> ReadAllAsync(ZipEntry entry, int maxBytes, CancellationToken cancellationToken)
    {
        if (entry.Size > maxBytes)
        {
            sink.Report("ZIP archive", entry.Name, $"the entry has {entry.Size} bytes, at most {maxBytes} are read");
            return null;
        }

        var offset = await ReadLocalHeaderAsync(entry, cancellationToken).ConfigureAwait(false);
        if (offset < 0)
        {
            return null;
        }

        var content = new ArrayBufferWriter<byte>((int)Math.Max(1, entry.Size));
        return await ReadAsync(entry, offset, null, content, cancellationToken).ConfigureAwait(false) ? content.WrittenSpan.ToArray() : null;
    }

    /// <summary>Reads an entry to its end, into a hash or a buffer, and tells whether it is intact.</summary>
    public async ValueTask<bool> ReadAsync(ZipEntry entry, long offset, IncrementalHash? hash, IBufferWriter<byte>? content, CancellationToken cancellationToken)
    {
        if (entry.Method is not (Stored or Deflated))
        {
            sink.Report("ZIP archive", entry.Name, "an entry must be stored or deflated");
            return false;
        }

        using var packed = new BoundedReadStream(archive, offset, entry.CompressedSize);
        using var inflater = entry.Method == Deflated ? new DeflateStream(packed, CompressionMode.Decompress, leaveOpen: true) : null;
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            var crc = new Crc32();
            var total = 0L;
            for (int count; (count = await ReadChunkAsync(inflater ?? (Stream)packed, buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                total += count;
                if (total > entry.Size)
                {
                    break;
                }

                crc.Append(buffer.AsSpan(0, count));
                hash?.AppendData(buffer, 0, count);
                content?.Write(buffer.AsSpan(0, count));
            }

            return IsIntact(entry, total, crc.Value, packed.IsConsumed && (inflater is null || !packed.WasOverread));
        }
        catch (InvalidDataException problem)
        {
            sink.Report(new PackageFormatException("ZIP archive", entry.Name, "the compressed data are damaged", problem));
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<bool> TryReadAsync(byte[] target, CancellationToken cancellationToken) =>
        await archive.ReadAtLeastAsync(target, target.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) == target.Length;

    private static ValueTask<int> ReadChunkAsync(Stream stream, byte[] buffer, CancellationToken cancellationToken) =>
        stream.ReadAsync(buffer.AsMemory(0, ChunkSize), cancellationToken);

    private bool IsIntact(ZipEntry entry, long total, uint crc, bool isFilled)
    {
        var problem = total != entry.Size || !isFilled ? "the entry's data do not have the size that the directory states"
            : crc != entry.Crc ? "the entry's data do not have the CRC that the directory states"
            : null;
        if (problem is not null)
        {
            sink.Report("ZIP archive", entry.Name, problem);
        }

        return problem is null;
    }

    private void CheckLocalHeader(ZipEntry entry, ReadOnlySpan<byte> header, ReadOnlySpan<byte> name, ReadOnlySpan<byte> extra)
    {
        long compressedSize = U32(header, 18);
        long size = U32(header, 22);
        var offset = 0L;
        if (!name.SequenceEqual(entry.RawName)
            || U16(header, 6) != entry.Flags
            || U16(header, 8) != entry.Method
            || U32(header, 14) != entry.Crc
            || !TryWiden(extra, ref size, ref compressedSize, ref offset)
            || size != entry.Size
            || compressedSize != entry.CompressedSize)
        {
            sink.Report("ZIP archive", entry.Name, "the entry's local header and the directory disagree");
        }

        if (!IsWellFormed(extra) || !UnicodePathAgrees(extra, name))
        {
            sink.Report("ZIP archive", entry.Name, "the entry's extra fields are malformed or name another path");
        }
    }
}
