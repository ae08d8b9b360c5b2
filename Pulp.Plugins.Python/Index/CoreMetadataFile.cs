namespace Pulp.Plugins.Python.Index;

/// <summary>
/// Represents what an index says of a file's metadata file, which stands at the file's URL with <c>.metadata</c> appended (PEP 658, PEP 714).
/// </summary>
/// <param name="IsAvailable">Whether there is one.</param>
/// <param name="Hashes">Its digests; empty when the index states none.</param>
public sealed record CoreMetadataFile(bool IsAvailable, IReadOnlyList<IndexHash> Hashes)
{
    /// <summary>Gets the statement that there is no metadata file.</summary>
    public static CoreMetadataFile None { get; } = new(false, []);

    /// <summary>Gets the statement that there is a metadata file with unknown digest.</summary>
    public static CoreMetadataFile Unhashed { get; } = new(true, []);

    /// <summary>Makes the statement that there is a metadata file with a digest.</summary>
    /// <param name="hex">The SHA-256 in hexadecimal.</param>
    public static CoreMetadataFile OfSha256(string hex) => new(true, [new IndexHash("sha256", hex)]);
}
