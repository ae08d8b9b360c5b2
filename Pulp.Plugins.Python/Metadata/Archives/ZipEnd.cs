using static Pulp.Plugins.Python.Metadata.Archives.ZipFormat;

namespace Pulp.Plugins.Python.Metadata.Archives;

/// <summary>Where a ZIP archive's central directory is, told by the end record, and its ZIP64 kin.</summary>
/// <param name="DirectoryOffset">The stated offset of the directory.</param>
/// <param name="DirectorySize">The stated size of the directory.</param>
/// <param name="Count">The stated number of entries.</param>
/// <param name="Shift">How far offsets are off because something stands before the archive; 0 in strict mode.</param>
internal readonly record struct ZipEnd(long DirectoryOffset, long DirectorySize, long Count, long Shift)
{
    private const int LongestTail = EndRecordSize + ushort.MaxValue + EndLocator64Size;

    /// <summary>Finds the end record, or returns <see langword="null"/> after reporting that the stream is no ZIP archive.</summary>
    public static async ValueTask<ZipEnd?> FindAsync(Stream archive, FindingSink sink, CancellationToken cancellationToken)
    {
        var tail = new byte[Math.Min(archive.Length, LongestTail)];
        var tailOffset = archive.Length - tail.Length;
        archive.Position = tailOffset;
        await archive.ReadExactlyAsync(tail, cancellationToken).ConfigureAwait(false);
        var at = FindRecord(tail, sink);
        if (at < 0)
        {
            sink.Report("ZIP archive", null, "the file is not a ZIP archive, or is cut off");
            return null;
        }

        var record = tail.AsMemory(at, EndRecordSize);
        var locator = at >= EndLocator64Size && U32(tail, at - EndLocator64Size) == EndLocator64 ? tail.AsMemory(at - EndLocator64Size, EndLocator64Size) : default;
        var end = Parse(record.Span, sink);
        var directoryEnd = tailOffset + at;
        if (!locator.IsEmpty)
        {
            directoryEnd -= EndLocator64Size + EndRecord64Size;
            var wide = await ReadWideAsync(archive, locator, end, directoryEnd, sink, cancellationToken).ConfigureAwait(false);
            if (wide is null)
            {
                return null;
            }

            end = wide.Value;
        }

        return end.Fit(directoryEnd, sink);
    }

    // The record closest to the end whose comment reaches exactly to the end of the file; in lenient mode any record will do.
    private static int FindRecord(ReadOnlySpan<byte> tail, FindingSink sink)
    {
        var fallback = -1;
        for (var at = tail.Length - EndRecordSize; at >= 0; at--)
        {
            if (U32(tail, at) != EndRecord)
            {
                continue;
            }

            var end = at + EndRecordSize + U16(tail, at + 20);
            if (end == tail.Length)
            {
                CheckComment(tail[(at + EndRecordSize)..], sink);
                return at;
            }

            fallback = fallback < 0 && end < tail.Length ? at : fallback;
        }

        if (fallback >= 0)
        {
            sink.Report("ZIP archive", null, "something stands behind the archive");
        }

        return fallback;
    }

    private static void CheckComment(ReadOnlySpan<byte> comment, FindingSink sink)
    {
        for (var at = 0; at + 4 <= comment.Length; at++)
        {
            if (U32(comment, at) is EndRecord or CentralHeader or LocalHeader or EndRecord64 or EndLocator64)
            {
                sink.Report("ZIP archive", null, "the archive's comment hides parts of another archive");
                return;
            }
        }
    }

    private static ZipEnd Parse(ReadOnlySpan<byte> record, FindingSink sink)
    {
        if (U16(record, 4) is not (0 or ushort.MaxValue) || U16(record, 6) is not (0 or ushort.MaxValue) || U16(record, 8) != U16(record, 10))
        {
            sink.Report("ZIP archive", null, "the archive must not span several disks");
        }

        return new ZipEnd(U32(record, 16), U32(record, 12), U16(record, 10), 0);
    }

    private static async ValueTask<ZipEnd?> ReadWideAsync(
        Stream archive, ReadOnlyMemory<byte> locator, ZipEnd narrow, long offset, FindingSink sink, CancellationToken cancellationToken)
    {
        var record = new byte[EndRecord64Size];
        if (offset >= 0)
        {
            archive.Position = offset;
            await archive.ReadExactlyAsync(record, cancellationToken).ConfigureAwait(false);
        }

        if (U32(record, 0) != EndRecord64 || U64(record, 4) != EndRecord64Size - 12 || U64(record, 48) > long.MaxValue || U64(record, 40) > long.MaxValue
            || U64(record, 32) > long.MaxValue)
        {
            sink.Report("ZIP archive", null, "a ZIP64 locator must follow the ZIP64 end record");
            return null;
        }

        var wide = new ZipEnd((long)U64(record, 48), (long)U64(record, 40), (long)U64(record, 32), 0);
        if (U64(locator.Span, 8) != (ulong)offset || U32(record, 16) != 0 || U32(record, 20) != 0 || U64(record, 24) != U64(record, 32)
            || !Agrees(narrow.Count, wide.Count, ushort.MaxValue) || !Agrees(narrow.DirectorySize, wide.DirectorySize, uint.MaxValue)
            || !Agrees(narrow.DirectoryOffset, wide.DirectoryOffset, uint.MaxValue))
        {
            sink.Report("ZIP archive", null, "the two end records of the archive disagree");
        }

        return wide;
    }

    private static bool Agrees(long narrow, long wide, long maximum) => narrow == maximum || narrow == wide;

    private ZipEnd? Fit(long directoryEnd, FindingSink sink)
    {
        var shift = directoryEnd - DirectorySize - DirectoryOffset;
        if (DirectorySize > directoryEnd || DirectoryOffset > directoryEnd || shift < 0)
        {
            sink.Report("ZIP archive", null, "the end record states a directory that is not in the file");
            return null;
        }

        if (shift != 0)
        {
            sink.Report("ZIP archive", null, "something stands before the archive, or between its directory and its end record");
        }

        return this with { Shift = shift };
    }
}
