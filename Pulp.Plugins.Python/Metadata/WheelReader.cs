using Pulp.Archives;
using Pulp.Plugins.Python.Metadata.Archives;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Reads wheels (PEP 427).
/// </summary>
/// <remarks>
/// Strict mode reads the whole archive and accepts it only if any two ZIP readers see the same files in it: nothing before, between or behind the
/// entries, local headers equal to the directory, no doubled name, no data descriptor, stored or deflated, sizes and CRC right; and if the
/// <c>RECORD</c> lists every file with its hash. Lenient mode reads the directory and <c>METADATA</c>.
/// </remarks>
public static class WheelReader
{
    private static readonly string[] Unlisted = ["RECORD", "RECORD.jws", "RECORD.p7s"];

    /// <summary>Reads a wheel.</summary>
    /// <param name="content">The wheel, seekable; it stays open and its position is not kept.</param>
    /// <param name="fileName">What the file's name says.</param>
    /// <param name="mode">Whether a broken rule is an exception or a finding.</param>
    /// <param name="limits">Bounds on the archive; <see langword="null"/> for the default.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="PackageFormatException">In strict mode: the wheel breaks a rule.</exception>
    public static async ValueTask<DistributionContents> ReadAsync(
        Stream content, DistributionFileName fileName, ReadMode mode, ArchiveLimits? limits = null, CancellationToken cancellationToken = default)
    {
        var sink = new FindingSink(mode);
        var bounds = limits ?? ArchiveLimits.Default;
        var directory = await ZipDirectory.ReadAsync(content, sink, bounds, cancellationToken).ConfigureAwait(false);
        if (directory is null || FindDistInfo(directory, fileName, sink) is not { } distInfo)
        {
            return DistributionContents.OfName(fileName, sink);
        }

        var reader = new ZipContentReader(content, sink);
        var bytes = await ReadFileAsync(directory, reader, distInfo + "METADATA", CoreMetadata.MaxBytes, sink, cancellationToken).ConfigureAwait(false);
        var metadata = bytes is null ? null : CoreMetadata.Parse(bytes, sink);
        if (metadata is not null)
        {
            DistributionReader.CheckAgrees(fileName, metadata, sink);
        }

        if (mode == ReadMode.Strict)
        {
            await VerifyAsync(directory, reader, distInfo, sink, bounds, cancellationToken).ConfigureAwait(false);
        }

        return DistributionContents.Of(fileName, metadata, bytes, sink);
    }

    /// <summary>Reads the bytes of <c>METADATA</c> alone, as fast as can be: three short reads of the file.</summary>
    /// <param name="content">The wheel, seekable; it stays open and its position is not kept.</param>
    /// <param name="fileName">What the file's name says.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The bytes as PEP 658 serves them, or <see langword="null"/> when the file holds none that can be read.</returns>
    public static async ValueTask<byte[]?> ReadMetadataBytesAsync(Stream content, DistributionFileName fileName, CancellationToken cancellationToken = default)
    {
        var sink = new FindingSink(ReadMode.Lenient);
        var directory = await ZipDirectory.ReadAsync(content, sink, ArchiveLimits.Default, cancellationToken).ConfigureAwait(false);
        return directory is null || FindDistInfo(directory, fileName, sink) is not { } distInfo
            ? null
            : await ReadFileAsync(directory, new ZipContentReader(content, sink), distInfo + "METADATA", CoreMetadata.MaxBytes, sink, cancellationToken)
                .ConfigureAwait(false);
    }

    // The one folder "{name}-{version}.dist-info/" at the top; vendored packages may hold others further down.
    private static string? FindDistInfo(ZipDirectory directory, DistributionFileName fileName, FindingSink sink)
    {
        var folders = directory.Entries.Select(static entry => TopFolder(entry.Name)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (folders.Count > 1)
        {
            sink.Report("Wheel", folders[1], "a wheel must hold one '.dist-info' folder");
        }

        var own = folders.Find(folder => Belongs(folder, fileName));
        if (own is null)
        {
            sink.Report("Wheel", folders.FirstOrDefault(), $"a wheel must hold a folder '{fileName.Name}-{fileName.Version}.dist-info'");
        }

        return own ?? folders.FirstOrDefault();
    }

    private static string? TopFolder(string name)
    {
        var slash = name.IndexOf('/');
        return slash > 0 && name.AsSpan(0, slash).EndsWith(".dist-info", StringComparison.Ordinal) ? name[..(slash + 1)] : null;
    }

    private static bool Belongs(string folder, DistributionFileName fileName)
    {
        var stem = folder[..^".dist-info/".Length];
        var hyphen = stem.IndexOf('-');
        return hyphen > 0
            && ProjectName.Normalize(stem[..hyphen]) == fileName.NormalizedName
            && DistributionReader.SameVersion(stem[(hyphen + 1)..], fileName.Version);
    }

    private static async ValueTask<byte[]?> ReadFileAsync(
        ZipDirectory directory, ZipContentReader reader, string name, int maxBytes, FindingSink sink, CancellationToken cancellationToken)
    {
        if (directory.Find(name) is { } entry)
        {
            return await reader.ReadAllAsync(entry, maxBytes, cancellationToken).ConfigureAwait(false);
        }

        sink.Report("Wheel", name, "a wheel must hold this file");
        return null;
    }

    private static async ValueTask VerifyAsync(
        ZipDirectory directory, ZipContentReader reader, string distInfo, FindingSink sink, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        var wheel = await ReadFileAsync(directory, reader, distInfo + "WHEEL", CoreMetadata.MaxBytes, sink, cancellationToken).ConfigureAwait(false);
        CheckWheelVersion(wheel!, sink);
        var record = await ReadFileAsync(directory, reader, distInfo + "RECORD", limits.MaxDirectoryBytes, sink, cancellationToken).ConfigureAwait(false);
        var rows = WheelRecord.Parse(record!).Rows;
        var unlisted = Unlisted.Select(name => distInfo + name).ToHashSet(StringComparer.Ordinal);
        CheckRecord(directory, rows, unlisted);
        await ZipLayout.VerifyAsync(
            directory,
            reader,
            entry => entry.IsFolder || unlisted.Contains(entry.Name) ? null : ExpectedDigest.Of(entry.Name, rows[entry.Name]),
            cancellationToken).ConfigureAwait(false);
    }

    private static void CheckRecord(ZipDirectory directory, IReadOnlyDictionary<string, WheelRecordRow> rows, HashSet<string> unlisted)
    {
        var files = directory.Entries.Where(static entry => !entry.IsFolder).Select(static entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        if (files.FirstOrDefault(file => !rows.ContainsKey(file) && !unlisted.Contains(file)) is { } extra)
        {
            throw new PackageFormatException("RECORD", extra, "the wheel holds a file that RECORD does not list");
        }

        if (rows.Keys.FirstOrDefault(path => !files.Contains(path)) is { } absent)
        {
            throw new PackageFormatException("RECORD", absent, "RECORD lists a file that the wheel does not hold");
        }
    }

    private static void CheckWheelVersion(byte[] wheel, FindingSink sink)
    {
        var version = MetadataHeaders.Read(wheel, sink)?["Wheel-Version"];
        if (version is not [var text] || !text.StartsWith("1.", StringComparison.Ordinal))
        {
            sink.Report("Wheel-Version", version is [var other, ..] ? other : null, "version 1 of the wheel format is required");
        }
    }
}
