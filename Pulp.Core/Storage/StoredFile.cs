using Pulp.Digests;

namespace Pulp.Storage;

/// <summary>
/// Represents one file found in a storage.
/// </summary>
/// <param name="Sha256">The digest its place stands for; the bytes were not read.</param>
/// <param name="Size">The number of bytes.</param>
/// <param name="LastWrite">When the bytes were last written.</param>
public readonly record struct StoredFile(Digest Sha256, long Size, DateTimeOffset LastWrite);
