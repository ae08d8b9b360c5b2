using System.IO.Compression;
using Pulp.Archives;
using Pulp.Plugins.Python.Metadata.Archives;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Reads source distributions (PEP 625 and older): <c>.tar.gz</c>, <c>.zip</c>, and of <c>.tar.bz2</c> the name alone.
/// </summary>
/// <remarks>
/// Strict mode reads the whole archive: one gzip member with the right length and CRC and nothing behind it; tar headers with the right checksum
/// and possible sizes, no sparse or device members, no path or link that leaves the archive, a proper end; one folder at the top that holds
/// <c>PKG-INFO</c>. Lenient mode stops at <c>PKG-INFO</c>.
/// </remarks>
public static class SdistReader
{
    /// <summary>Reads a source distribution.</summary>
    /// <param name="content">The file, seekable; it stays open and its position is not kept.</param>
    /// <param name="fileName">What the file's name says.</param>
    /// <param name="mode">Whether a broken rule is an exception or a finding.</param>
    /// <param name="limits">Bounds on the archive; <see langword="null"/> for the default.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="PackageFormatException">In strict mode: the file breaks a rule.</exception>
    public static async ValueTask<DistributionContents> ReadAsync(
        Stream content, DistributionFileName fileName, ReadMode mode, ArchiveLimits? limits = null, CancellationToken cancellationToken = default)
    {
        var sink = new FindingSink(mode);
        var bounds = limits ?? ArchiveLimits.Default;
        byte[]? bytes = null;
        try
        {
            bytes = DistributionFileName.ExtensionOf(fileName.FileName)!.ToLowerInvariant() switch
            {
                ".tar.gz" when mode == ReadMode.Strict => await ReadGzipAsync(content, new SdistRoot(fileName, sink), bounds, cancellationToken).ConfigureAwait(false),
                ".tar.gz" => await FindInGzipAsync(content, bounds, cancellationToken).ConfigureAwait(false),
                ".zip" => await ZipSdist.ReadAsync(content, new SdistRoot(fileName, sink), sink, bounds, cancellationToken).ConfigureAwait(false),
                _ => null,
            };
        }
        catch (Exception problem) when (ProblemOf(problem) is { } told)
        {
            sink.Report(told);
        }

        var metadata = bytes is null ? null : CoreMetadata.Parse(bytes, sink);
        if (metadata is not null)
        {
            DistributionReader.CheckAgrees(fileName, metadata, sink);
        }

        return DistributionContents.Of(fileName, metadata, null, sink);
    }

    // What the core says of an archive, in the words of packages.
    private static PackageFormatException? ProblemOf(Exception problem) => problem switch
    {
        PackageFormatException told => told,
        ArchiveFormatException archive => new PackageFormatException(archive.Format, null, archive.Rule, archive),
        GzipFormatException { Fault: GzipFault.NotGzip } gzip => new PackageFormatException("gzip", null, "the file is not gzip-compressed", gzip),
        GzipFormatException { Fault: GzipFault.Damaged } gzip => new PackageFormatException("gzip", null, "the compressed data are damaged", gzip),
        GzipFormatException gzip => new PackageFormatException("gzip", null, "the compressed data are cut off, or something follows them", gzip),
        InvalidDataException damaged => new PackageFormatException("gzip", null, "the compressed data are damaged", damaged),
        _ => null,
    };

    private static async ValueTask<byte[]> ReadGzipAsync(Stream content, SdistRoot root, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        content.Position = 0;
        using var member = new VerifiedGzipStream(content, GzipLimits.None, leaveOpen: true);
        var tar = new TarScanner(member, content.Length, limits);
        byte[]? found = null;
        while (await tar.NextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
        {
            root.Check(entry);
            if (entry.IsFile && SdistRoot.LooksLikePkgInfo(entry.Name))
            {
                found = found is null
                    ? await ReadPkgInfoAsync(tar, entry, cancellationToken).ConfigureAwait(false)
                    : throw new PackageFormatException("Source distribution", entry.Name, "PKG-INFO must stand once in the archive");
            }
        }

        await tar.FinishAsync(cancellationToken).ConfigureAwait(false);
        return found ?? throw SdistRoot.NoPkgInfo();
    }

    private static async ValueTask<byte[]> FindInGzipAsync(Stream content, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        content.Position = 0;
        using var unpacked = new GZipStream(content, CompressionMode.Decompress, leaveOpen: true);
        var tar = new TarScanner(unpacked, content.Length, limits);
        while (await tar.NextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
        {
            if (entry.IsFile && SdistRoot.LooksLikePkgInfo(entry.Name))
            {
                return await ReadPkgInfoAsync(tar, entry, cancellationToken).ConfigureAwait(false);
            }
        }

        throw SdistRoot.NoPkgInfo();
    }

    private static ValueTask<byte[]> ReadPkgInfoAsync(TarScanner tar, TarEntry entry, CancellationToken cancellationToken) =>
        entry.Size <= CoreMetadata.MaxBytes
            ? tar.ReadContentAsync(cancellationToken)
            : throw new PackageFormatException("PKG-INFO", null, $"the file has {entry.Size} bytes, at most {CoreMetadata.MaxBytes} are read");
}
