namespace Pulp.Transfer;

/// <summary>
/// Represents what a table of contents says of the bundle as a whole.
/// </summary>
/// <param name="File">The name of the archive.</param>
/// <param name="ChunkSize">The largest size of one of its parts; null when it is one file.</param>
/// <param name="ChecksumType">The algorithm of the digests.</param>
/// <param name="GlobalHash">The digest of the archive as a whole in hexadecimal.</param>
internal sealed record BundleTableMeta(string File, long? ChunkSize, string ChecksumType, string GlobalHash)
{
    public const string Sha256 = "sha256";
}
