using Pulp.Archives;

namespace Pulp.Plugins.Python.Metadata.Archives;

/// <summary>Reads <c>PKG-INFO</c> of a source distribution that is a ZIP archive; in strict mode after checking every entry.</summary>
internal static class ZipSdist
{
    public static async ValueTask<byte[]?> ReadAsync(
        Stream content, SdistRoot root, FindingSink sink, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        if (await ZipDirectory.ReadAsync(content, sink, limits, cancellationToken).ConfigureAwait(false) is not { } directory)
        {
            return null;
        }

        var reader = new ZipContentReader(content, sink);
        if (sink.IsStrict)
        {
            foreach (var entry in directory.Entries)
            {
                root.CheckName(entry.Name);
            }

            await ZipLayout.VerifyAsync(directory, reader, static _ => null, cancellationToken).ConfigureAwait(false);
        }

        if (directory.Entries.FirstOrDefault(static entry => SdistRoot.LooksLikePkgInfo(entry.Name)) is not { } pkgInfo)
        {
            throw SdistRoot.NoPkgInfo();
        }

        return await reader.ReadAllAsync(pkgInfo, CoreMetadata.MaxBytes, cancellationToken).ConfigureAwait(false);
    }
}
