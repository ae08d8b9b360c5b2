using Pulp.Archives;
using Pulp.Plugins.Python.Metadata.Archives;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>Reads <c>EGG-INFO/PKG-INFO</c> of an egg, which is a ZIP archive.</summary>
internal static class EggReader
{
    public static async ValueTask<DistributionContents> ReadAsync(
        Stream content, DistributionFileName fileName, ReadMode mode, ArchiveLimits? limits, CancellationToken cancellationToken)
    {
        var sink = new FindingSink(mode);
        var directory = await ZipDirectory.ReadAsync(content, sink, limits ?? ArchiveLimits.Default, cancellationToken).ConfigureAwait(false);
        if (directory is null)
        {
            return DistributionContents.OfName(fileName, sink);
        }

        if (directory.Find("EGG-INFO/PKG-INFO") is not { } entry)
        {
            sink.Report("Egg", fileName.FileName, "an egg must hold EGG-INFO/PKG-INFO");
            return DistributionContents.OfName(fileName, sink);
        }

        var bytes = await new ZipContentReader(content, sink).ReadAllAsync(entry, CoreMetadata.MaxBytes, cancellationToken).ConfigureAwait(false);
        var metadata = bytes is null ? null : CoreMetadata.Parse(bytes, sink);
        if (metadata is not null)
        {
            DistributionReader.CheckAgrees(fileName, metadata, sink);
        }

        return DistributionContents.Of(fileName, metadata, null, sink);
    }
}
