using Pulp.Archives;
using Pulp.Plugins.Python.Metadata.Archives;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Reads the metadata of distribution files of every accepted kind.
/// </summary>
/// <remarks>
/// Nothing is unpacked to disk; memory is bounded whatever the file claims. Windows installers and <c>.tar.bz2</c> source distributions are known
/// by their names alone: .NET has no bzip2 decompressor, and both formats are of the past.
/// </remarks>
public static class DistributionReader
{
    /// <summary>Reads a distribution file.</summary>
    /// <param name="content">The file, seekable; it stays open and its position is not kept.</param>
    /// <param name="fileName">What the file's name says.</param>
    /// <param name="mode">Whether a broken rule is an exception or a finding. See <see cref="WheelReader"/> and <see cref="SdistReader"/>.</param>
    /// <param name="limits">Bounds on the archive; <see langword="null"/> for the default.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="PackageFormatException">In strict mode: the file breaks a rule.</exception>
    public static ValueTask<DistributionContents> ReadAsync(
        Stream content, DistributionFileName fileName, ReadMode mode, ArchiveLimits? limits = null, CancellationToken cancellationToken = default) =>
        fileName.PackageType switch
        {
            PackageType.Wheel => WheelReader.ReadAsync(content, fileName, mode, limits, cancellationToken),
            PackageType.SourceDistribution => SdistReader.ReadAsync(content, fileName, mode, limits, cancellationToken),
            PackageType.Egg => EggReader.ReadAsync(content, fileName, mode, limits, cancellationToken),
            _ => ValueTask.FromResult(DistributionContents.OfName(fileName, new FindingSink(mode))),
        };

    /// <summary>Checks that metadata name the project and version that the file name names.</summary>
    internal static void CheckAgrees(DistributionFileName fileName, CoreMetadata metadata, FindingSink sink)
    {
        if (ProjectName.Normalize(metadata.Name) != fileName.NormalizedName)
        {
            sink.Report("Name", metadata.Name, $"the file name '{fileName.FileName}' names the project '{fileName.Name}'");
        }

        if (!SameVersion(metadata.Version, fileName.Version))
        {
            sink.Report("Version", metadata.Version, $"the file name '{fileName.FileName}' names the version '{fileName.Version}'");
        }
    }

    /// <summary>Tells whether two spellings mean one version; file names escape hyphens as underscores.</summary>
    internal static bool SameVersion(string left, string right) =>
        PythonVersion.TryParse(left, out var first) && (PythonVersion.TryParse(right, out var second) || PythonVersion.TryParse(right.Replace('_', '-'), out second))
            ? first == second
            : string.Equals(left.Replace('-', '_'), right.Replace('-', '_'), StringComparison.OrdinalIgnoreCase);
}
