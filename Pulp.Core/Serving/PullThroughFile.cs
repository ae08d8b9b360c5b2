using Pulp.Digests;

namespace Pulp.Serving;

/// <summary>
/// Represents a file that upstream has.
/// </summary>
/// <param name="Url">Its address.</param>
/// <param name="Size">Its size in bytes, when upstream said it.</param>
/// <param name="Digests">The digests upstream said; may be empty.</param>
/// <param name="Keep">Whether the file is stored, or only passed through.</param>
public sealed record PullThroughFile(Uri Url, long? Size, DigestSet Digests, bool Keep = true);
