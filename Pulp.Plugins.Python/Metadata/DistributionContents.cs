namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Represents what was read of a distribution file.
/// </summary>
public sealed record DistributionContents
{
    /// <summary>Gets what the file's name says.</summary>
    public required DistributionFileName FileName { get; init; }

    /// <summary>
    /// Gets the metadata: of the file, or of its name alone (project and version) where the format cannot be read or a lenient reader found none.
    /// </summary>
    public required CoreMetadata Metadata { get; init; }

    /// <summary>Gets the bytes of a wheel's <c>METADATA</c>, as PEP 658 serves them, or <see langword="null"/> when the file is no wheel or has none.</summary>
    public ReadOnlyMemory<byte>? RawMetadata { get; init; }

    /// <summary>Gets whether <see cref="Metadata"/> was read from the file, and not made from its name.</summary>
    public bool HasMetadata { get; init; }

    /// <summary>Gets what is wrong with the file but did not stop the reader.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Makes the result of a file of which only the name could be read.</summary>
    internal static DistributionContents OfName(DistributionFileName fileName, FindingSink sink) =>
        Of(fileName, null, null, sink);

    internal static DistributionContents Of(DistributionFileName fileName, CoreMetadata? metadata, ReadOnlyMemory<byte>? raw, FindingSink sink) => new()
    {
        FileName = fileName,
        Metadata = metadata ?? new CoreMetadata { Name = fileName.Name, Version = fileName.Version },
        RawMetadata = raw,
        HasMetadata = metadata is not null,
        Findings = sink.Findings,
    };
}
