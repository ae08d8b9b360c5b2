using System.Globalization;
using System.Text;
using static Pulp.Plugins.Python.Metadata.Archives.TarHeader;

namespace Pulp.Plugins.Python.Metadata.Archives;

/// <summary>
/// Reads a tar archive from front to back: the members' headers, and the content of those that are asked for.
/// </summary>
/// <param name="stream">The archive, unpacked.</param>
/// <param name="packedLength">The size of the compressed file, to which the claimed sizes are compared before anything is unpacked.</param>
/// <param name="limits">The bounds.</param>
/// <exception cref="PackageFormatException">The archive breaks a rule; every method may throw it.</exception>
internal sealed class TarScanner(Stream stream, long packedLength, ArchiveLimits limits)
{
    private const int MaxExtendedHeader = 1024 * 1024;
    private readonly byte[] _block = new byte[BlockSize];
    private readonly byte[] _skipped = new byte[64 * 1024];
    private long _remaining;
    private long _padding;
    private long _total;
    private int _count;

    /// <summary>Moves to the next member; returns <see langword="null"/> at the two zero blocks that end an archive.</summary>
    public async ValueTask<TarEntry?> NextAsync(CancellationToken cancellationToken)
    {
        var extended = default(ExtendedHeaders);
        while (true)
        {
            await SkipAsync(_remaining + _padding, cancellationToken).ConfigureAwait(false);
            _remaining = _padding = 0;
            await ReadBlockAsync(cancellationToken).ConfigureAwait(false);
            if (IsZero(_block))
            {
                await ReadBlockAsync(cancellationToken).ConfigureAwait(false);
                return IsZero(_block) ? null : throw Broken("a zero block stands between members");
            }

            var entry = Parse(_block);
            if (entry.Type is not ('x' or 'g' or 'L' or 'K'))
            {
                return Begin(extended.Apply(entry));
            }

            Begin(entry);
            if (entry.Size > MaxExtendedHeader)
            {
                throw Broken($"an extended header has more than {MaxExtendedHeader} bytes");
            }

            var content = await ReadContentAsync(cancellationToken).ConfigureAwait(false);
            extended = extended.With(entry.Type, content);
        }
    }

    /// <summary>Reads the whole content of the current member, which the caller has found small enough.</summary>
    public async ValueTask<byte[]> ReadContentAsync(CancellationToken cancellationToken)
    {
        var content = new byte[_remaining];
        await ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
        _remaining = 0;
        return content;
    }

    /// <summary>Reads to the end of the stream, which may hold zeros only.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        for (int count; (count = await stream.ReadAsync(_skipped, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            if (_skipped.AsSpan(0, count).ContainsAnyExcept((byte)0))
            {
                throw Broken("something stands behind the end of the archive");
            }

            CheckTotal(_total += count);
        }
    }

    private TarEntry Begin(TarEntry entry)
    {
        if (++_count > limits.MaxEntries)
        {
            throw Broken($"the archive has more than {limits.MaxEntries} members");
        }

        // Links and folders have no content, whatever their size field says.
        _remaining = entry.IsFile || entry.Type is 'x' or 'g' or 'L' or 'K' ? entry.Size : 0;
        CheckTotal(_total += _remaining);
        _padding = -_remaining & (BlockSize - 1);
        return entry;
    }

    private void CheckTotal(long total)
    {
        if (total < 0 || limits.IsExcessive(total, packedLength))
        {
            throw Broken($"the archive unpacks to more than {limits.MaxUnpackedBytes} bytes or {limits.MaxRatio} times its size");
        }
    }

    private ValueTask ReadBlockAsync(CancellationToken cancellationToken) => ReadExactlyAsync(_block, cancellationToken);

    private async ValueTask SkipAsync(long count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            var part = (int)Math.Min(count, _skipped.Length);
            await ReadExactlyAsync(_skipped.AsMemory(0, part), cancellationToken).ConfigureAwait(false);
            count -= part;
        }
    }

    private async ValueTask ReadExactlyAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read < buffer.Length)
        {
            throw Broken("the archive is cut off");
        }
    }

    private static PackageFormatException Broken(string rule) => new("tar", null, rule);

    /// <summary>What headers of their own say about the member that follows: GNU long names, and the records of pax.</summary>
    private readonly record struct ExtendedHeaders(string? Name, string? LinkName, long? Size)
    {
        public TarEntry Apply(TarEntry entry) => entry with
        {
            Name = Name ?? entry.Name,
            LinkName = LinkName ?? entry.LinkName,
            Size = Size ?? entry.Size,
        };

        public ExtendedHeaders With(char type, ReadOnlySpan<byte> content) => type switch
        {
            'L' => this with { Name = Text(content) },
            'K' => this with { LinkName = Text(content) },
            _ => WithRecords(content, isGlobal: type == 'g'),
        };

        // Records "length key=value\n" (POSIX pax); global ones hold for all that follows and may only be comments here.
        private ExtendedHeaders WithRecords(ReadOnlySpan<byte> content, bool isGlobal)
        {
            var result = this;
            while (!content.IsEmpty)
            {
                var blank = content.IndexOf((byte)' ');
                if (blank < 1 || !int.TryParse(content[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                    || length <= blank + 1 || length > content.Length || content[length - 1] != '\n')
                {
                    throw Broken("an extended header is malformed");
                }

                result = result.WithRecord(content[(blank + 1)..(length - 1)], isGlobal);
                content = content[length..];
            }

            return result;
        }

        private ExtendedHeaders WithRecord(ReadOnlySpan<byte> record, bool isGlobal)
        {
            var equals = record.IndexOf((byte)'=');
            var key = Encoding.UTF8.GetString(record[..Math.Max(0, equals)]);
            var value = Encoding.UTF8.GetString(record[(equals + 1)..]);
            if (key.StartsWith("GNU.sparse.", StringComparison.Ordinal))
            {
                throw Broken("sparse files are not accepted");
            }

            if (isGlobal && key is "path" or "linkpath" or "size")
            {
                throw Broken("a global header must not rename or resize members");
            }

            return key switch
            {
                "path" => this with { Name = value },
                "linkpath" => this with { LinkName = value },
                "size" => this with { Size = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : throw Broken("a size is malformed") },
                _ => this,
            };
        }
    }
}
