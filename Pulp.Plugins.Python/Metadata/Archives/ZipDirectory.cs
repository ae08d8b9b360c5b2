using System.Text;
using static Pulp.Plugins.Python.Metadata.Archives.ZipFormat;
using Pulp.Archives;

namespace Pulp.Plugins.Python.Metadata.Archives;

/// <summary>
/// Reads the central directory of a ZIP archive. .NET's own reader is lenient where readers differ: junk around the archive, doubled names,
/// sizes that disagree; so everything that lets two readers see two archives is a broken rule here.
/// </summary>
internal sealed class ZipDirectory
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly FindingSink _sink;
    private readonly ArchiveLimits _limits;
    private readonly long _shift;
    private readonly List<ZipEntry> _entries = [];

    private ZipDirectory(ZipEnd end, FindingSink sink, ArchiveLimits limits)
    {
        _sink = sink;
        _limits = limits;
        _shift = end.Shift;
        Offset = end.DirectoryOffset + end.Shift;
    }

    /// <summary>Gets the entries in the order of the directory.</summary>
    public IReadOnlyList<ZipEntry> Entries => _entries;

    /// <summary>Gets the offset of the directory in the stream.</summary>
    public long Offset { get; }

    /// <summary>Reads the directory, or returns <see langword="null"/> after reporting that there is none that can be read.</summary>
    public static async ValueTask<ZipDirectory?> ReadAsync(Stream archive, FindingSink sink, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        if (await ZipEnd.FindAsync(archive, sink, cancellationToken).ConfigureAwait(false) is not { } end)
        {
            return null;
        }

        if (end.Count > limits.MaxEntries || end.DirectorySize > limits.MaxDirectoryBytes)
        {
            sink.Report("ZIP archive", null, $"the archive has more than {limits.MaxEntries} entries or {limits.MaxDirectoryBytes} bytes of directory");
            return null;
        }

        var directory = new ZipDirectory(end, sink, limits);
        var bytes = new byte[end.DirectorySize];
        archive.Position = directory.Offset;
        await archive.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        directory.Parse(bytes, end.Count);
        directory.CheckSizes(archive.Length);
        return directory;
    }

    public ZipEntry? Find(string name) => _entries.Find(entry => entry.Name == name);

    private void Parse(ReadOnlySpan<byte> bytes, long count)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (bytes.Length >= CentralHeaderSize && U32(bytes, 0) == CentralHeader)
        {
            var nameLength = U16(bytes, 28);
            var extraLength = U16(bytes, 30);
            var length = CentralHeaderSize + nameLength + extraLength + U16(bytes, 32);
            if (length > bytes.Length)
            {
                break;
            }

            var entry = ParseEntry(bytes[..length], bytes.Slice(CentralHeaderSize, nameLength), bytes.Slice(CentralHeaderSize + nameLength, extraLength));
            if (entry is not null)
            {
                if (!names.Add(entry.Name))
                {
                    _sink.Report("ZIP archive", entry.Name, "a name must stand once in the archive");
                }

                _entries.Add(entry);
            }

            bytes = bytes[length..];
            count--;
        }

        if (!bytes.IsEmpty || count != 0)
        {
            _sink.Report("ZIP archive", null, "the directory does not hold the number of entries that its end record states");
        }
    }

    private ZipEntry? ParseEntry(ReadOnlySpan<byte> header, ReadOnlySpan<byte> rawName, ReadOnlySpan<byte> extra)
    {
        var flags = U16(header, 8);
        var name = DecodeName(rawName, flags);
        long compressedSize = U32(header, 20);
        long size = U32(header, 24);
        long offset = U32(header, 42);
        if (!TryWiden(extra, ref size, ref compressedSize, ref offset) || offset > Offset || compressedSize > Offset)
        {
            _sink.Report("ZIP archive", name, "the entry's sizes or offset are impossible");
            return null;
        }

        var method = U16(header, 10);
        CheckEntry(name, flags, method, header, rawName, extra);
        return new ZipEntry
        {
            Name = name,
            RawName = rawName.ToArray(),
            Flags = flags,
            Method = method,
            Crc = U32(header, 16),
            CompressedSize = compressedSize,
            Size = size,
            Offset = offset + _shift,
        };
    }

    private void CheckEntry(string name, ushort flags, ushort method, ReadOnlySpan<byte> header, ReadOnlySpan<byte> rawName, ReadOnlySpan<byte> extra)
    {
        if ((flags & DataDescriptorFlag) != 0)
        {
            _sink.Report("ZIP archive", name, "an entry must state its sizes in its local header, not in a data descriptor");
        }
        else if ((flags & ~AllowedFlags) != 0)
        {
            _sink.Report("ZIP archive", name, "an entry must not be encrypted or patched");
        }

        if (method is not (Stored or Deflated))
        {
            _sink.Report("ZIP archive", name, $"an entry must be stored or deflated, not compressed by method {method}");
        }

        if (U16(header, 34) != 0)
        {
            _sink.Report("ZIP archive", name, "the archive must not span several disks");
        }

        if (!IsWellFormed(extra) || !UnicodePathAgrees(extra, rawName))
        {
            _sink.Report("ZIP archive", name, "the entry's extra fields are malformed or name another path");
        }

        if (!ArchivePath.IsSafe(name))
        {
            _sink.Report("ZIP archive", name, "a name must be a relative path without '..', backslash or control character");
        }
    }

    private string DecodeName(ReadOnlySpan<byte> raw, ushort flags)
    {
        if (!Ascii.IsValid(raw) && (flags & Utf8Flag) == 0)
        {
            _sink.Report("ZIP archive", null, "a name outside ASCII must be marked as UTF-8");
        }

        try
        {
            return Utf8.GetString(raw);
        }
        catch (DecoderFallbackException)
        {
            _sink.Report("ZIP archive", null, "a name is not valid UTF-8");
            return Encoding.Latin1.GetString(raw);
        }
    }

    private void CheckSizes(long archiveLength)
    {
        var total = 0L;
        foreach (var entry in _entries)
        {
            total = entry.Size > _limits.MaxUnpackedBytes ? long.MaxValue : total + entry.Size;
            if (_limits.IsExcessive(total, archiveLength))
            {
                _sink.Report("ZIP archive", null, $"the archive unpacks to more than {_limits.MaxUnpackedBytes} bytes or {_limits.MaxRatio} times its size");
                return;
            }
        }
    }
}
