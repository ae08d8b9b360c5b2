namespace Pulp.Transfer;

/// <summary>
/// Represents a file of a unit in a bundle.
/// </summary>
/// <param name="Path">The path within the unit.</param>
/// <param name="Sha256">The digest in hexadecimal, by which the bytes are found.</param>
internal sealed record BundleLineFile(string Path, string Sha256);
