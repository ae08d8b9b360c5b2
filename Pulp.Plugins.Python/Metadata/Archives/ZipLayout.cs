using System.Security.Cryptography;

namespace Pulp.Plugins.Python.Metadata.Archives;

/// <summary>
/// Reads every byte of a ZIP archive from front to back: entries must follow one another without gap or overlap from the first byte to the
/// directory, and agree with it.
/// </summary>
internal static class ZipLayout
{
    /// <summary>Verifies the archive.</summary>
    /// <param name="directory">The archive's directory.</param>
    /// <param name="reader">Reads the entries and checks each.</param>
    /// <param name="expectationOf">The digest an entry must have, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="PackageFormatException">The archive breaks a rule.</exception>
    public static async ValueTask VerifyAsync(
        ZipDirectory directory, ZipContentReader reader, Func<ZipEntry, ExpectedDigest?> expectationOf, CancellationToken cancellationToken)
    {
        var expected = 0L;
        foreach (var entry in directory.Entries.OrderBy(static entry => entry.Offset))
        {
            if (entry.Offset != expected)
            {
                throw new PackageFormatException("ZIP archive", entry.Name, "the entries must follow one another without gap or overlap");
            }

            if (entry.IsFolder && entry.Size != 0)
            {
                throw new PackageFormatException("ZIP archive", entry.Name, "a folder must not have content");
            }

            var offset = await reader.ReadLocalHeaderAsync(entry, cancellationToken).ConfigureAwait(false);
            var expectation = expectationOf(entry);
            using var hash = expectation is null ? null : IncrementalHash.CreateHash(expectation.Algorithm);
            await reader.ReadAsync(entry, offset, hash, null, cancellationToken).ConfigureAwait(false);
            expectation?.Check(entry, hash!.GetHashAndReset());
            expected = offset + entry.CompressedSize;
        }

        if (expected != directory.Offset)
        {
            throw new PackageFormatException("ZIP archive", null, "something stands between the last entry and the directory");
        }
    }
}
