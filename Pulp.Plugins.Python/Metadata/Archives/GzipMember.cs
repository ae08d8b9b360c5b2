using System.Buffers.Binary;
using System.IO.Compression;

namespace Pulp.Plugins.Python.Metadata.Archives;

/// <summary>
/// Reads a gzip file that must be exactly one member (RFC 1952), and checks length and CRC at its end: .NET 10 passes over truncation and junk.
/// </summary>
internal sealed class GzipMember : Stream
{
    private const int TrailerSize = 8;
    private const int LongestHeader = 128 * 1024;
    private readonly BoundedReadStream _packed;
    private readonly DeflateStream _inflater;
    private readonly uint _expectedCrc;
    private readonly uint _expectedLength;
    private Crc32 _crc;
    private long _length;
    private bool _ended;

    private GzipMember(Stream archive, long offset, byte[] trailer)
    {
        _packed = new BoundedReadStream(archive, offset, archive.Length - TrailerSize - offset);
        _inflater = new DeflateStream(_packed, CompressionMode.Decompress, leaveOpen: true);
        _expectedCrc = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        _expectedLength = BinaryPrimitives.ReadUInt32LittleEndian(trailer.AsSpan(4));
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Opens the member.</summary>
    /// <exception cref="PackageFormatException">The stream does not start with a gzip header.</exception>
    public static async ValueTask<GzipMember> OpenAsync(Stream archive, CancellationToken cancellationToken)
    {
        var head = new byte[Math.Min(archive.Length, LongestHeader)];
        archive.Position = 0;
        await archive.ReadExactlyAsync(head, cancellationToken).ConfigureAwait(false);
        var offset = HeaderLength(head);
        if (offset < 0 || archive.Length < offset + TrailerSize)
        {
            throw new PackageFormatException("gzip", null, "the file is not gzip-compressed, or is cut off");
        }

        var trailer = new byte[TrailerSize];
        archive.Position = archive.Length - TrailerSize;
        await archive.ReadExactlyAsync(trailer, cancellationToken).ConfigureAwait(false);
        return new GzipMember(archive, offset, trailer);
    }

    /// <summary>Reads on; the end is reported only after the whole member has proved intact.</summary>
    /// <exception cref="PackageFormatException">The member is damaged, cut off, or followed by something.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ended || buffer.IsEmpty)
        {
            return 0;
        }

        int count;
        try
        {
            count = await _inflater.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException problem)
        {
            throw new PackageFormatException("gzip", null, "the compressed data are damaged", problem);
        }

        _crc.Append(buffer.Span[..count]);
        _length += count;
        if (count == 0)
        {
            _ended = true;
            Verify();
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inflater.Dispose();
            _packed.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Verify()
    {
        if (!_packed.IsConsumed || _packed.WasOverread || _crc.Value != _expectedCrc || (uint)_length != _expectedLength)
        {
            throw new PackageFormatException("gzip", null, "the compressed data are cut off, or something follows them");
        }
    }

    private static int HeaderLength(ReadOnlySpan<byte> head)
    {
        const int Extra = 4, Name = 8, Comment = 16, HeaderCrc = 2, Reserved = 0xE0;
        if (head.Length < 10 || head is not [0x1F, 0x8B, 8, ..] || (head[3] & Reserved) != 0)
        {
            return -1;
        }

        var flags = head[3];
        var at = 10;
        if ((flags & Extra) != 0)
        {
            at += head.Length < at + 2 ? head.Length : 2 + BinaryPrimitives.ReadUInt16LittleEndian(head[at..]);
        }

        at = (flags & Name) != 0 ? AfterText(head, at) : at;
        at = (flags & Comment) != 0 ? AfterText(head, at) : at;
        at += (flags & HeaderCrc) != 0 ? 2 : 0;
        return at <= head.Length ? at : -1;
    }

    private static int AfterText(ReadOnlySpan<byte> head, int at)
    {
        var length = at < head.Length ? head[at..].IndexOf((byte)0) : -1;
        return length < 0 ? head.Length + 1 : at + length + 1;
    }
}
