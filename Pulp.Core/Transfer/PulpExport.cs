using Pulp.Resources;

namespace Pulp.Transfer;

/// <summary>
/// Represents a bundle that was written.
/// </summary>
public sealed record PulpExport : Export
{
    /// <summary>Gets the digests of the bundle's files by their paths.</summary>
    [Field(ReadOnly = true)]
    public IReadOnlyDictionary<string, string> OutputFileInfo { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the path of the table of contents as <c>file</c>, and its digest as <c>sha256</c>.</summary>
    [Field(ReadOnly = true)]
    public IReadOnlyDictionary<string, string> TocInfo { get; init; } = new Dictionary<string, string>();
}
