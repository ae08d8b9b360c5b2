using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Index;

/// <summary>
/// Represents one distribution file in an index: what the readers of upstream indexes give, and what the writers of our own take.
/// </summary>
public sealed record IndexFile
{
    /// <summary>Gets the file name; safe as such (<see cref="DistributionFileName.IsSafe"/>), not necessarily of an accepted kind.</summary>
    public required string FileName { get; init; }

    /// <summary>Gets the URL without fragment; absolute and http(s) when read from an upstream.</summary>
    public required string Url { get; init; }

    /// <summary>Gets where the file's core metadata lies when the index has it apart (PEP 658).</summary>
    internal Uri MetadataUrl => new(Url + ".metadata");

    /// <summary>Gets the digests; empty when the index states none.</summary>
    public IReadOnlyList<IndexHash> Hashes { get; init; } = [];

    /// <summary>Gets the Python versions the file is for (PEP 503), as written, or <see langword="null"/>.</summary>
    public string? RequiresPython { get; init; }

    /// <summary>Gets what the index says of the metadata file, or <see langword="null"/> when it says nothing.</summary>
    public CoreMetadataFile? CoreMetadata { get; init; }

    /// <summary>Gets the size in bytes (PEP 700), or <see langword="null"/> when unknown. An upstream's claim: not to be allocated by.</summary>
    public long? Size { get; init; }

    /// <summary>Gets when the file was uploaded (PEP 700), or <see langword="null"/>.</summary>
    public DateTimeOffset? UploadTime { get; init; }

    /// <summary>Gets whether the file is yanked (PEP 592): chosen only when pinned.</summary>
    public bool IsYanked { get; init; }

    /// <summary>Gets why the file is yanked: free text of any length, or <see langword="null"/>.</summary>
    public string? YankedReason { get; init; }

    /// <summary>Gets the URL of the provenance object (PEP 740), or <see langword="null"/>.</summary>
    public string? Provenance { get; init; }

    /// <summary>Gets whether a detached OpenPGP signature stands at the URL with <c>.asc</c> appended, or <see langword="null"/> when unknown.</summary>
    public bool? HasSignature { get; init; }

    /// <summary>Gets the version, where it is known otherwise than by the file name.</summary>
    public string? Version { get; init; }

    /// <summary>Gets the kind of the file, where it is known otherwise than by the file name.</summary>
    public PackageType? PackageType { get; init; }

    /// <summary>Gets <c>python_version</c> of the legacy JSON API, such as <c>py3</c> or <c>source</c>, or <see langword="null"/>.</summary>
    public string? PythonVersionTag { get; init; }

    /// <summary>Gets the comment of the legacy JSON API, or <see langword="null"/>.</summary>
    public string? Comment { get; init; }

    /// <summary>Gets a digest in hexadecimal, or <see langword="null"/> when the index does not state it.</summary>
    /// <param name="algorithm">The algorithm's name in lower case.</param>
    public string? Hash(string algorithm)
    {
        for (var i = 0; i < Hashes.Count; i++)
        {
            if (Hashes[i].Algorithm == algorithm)
            {
                return Hashes[i].Value;
            }
        }

        return null;
    }

    /// <summary>Gets the SHA-256 in hexadecimal, or <see langword="null"/> when the index does not state it.</summary>
    public string? Sha256 => Hash("sha256");
}
