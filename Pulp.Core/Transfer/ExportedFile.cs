namespace Pulp.Transfer;

/// <summary>
/// Represents one file of an export.
/// </summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Sha256">The digest of its bytes in hexadecimal.</param>
/// <param name="Size">Its size in bytes.</param>
public sealed record ExportedFile(string Path, string Sha256, long Size);
