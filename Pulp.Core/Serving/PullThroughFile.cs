using Pulp.Digests;

namespace Pulp.Serving;

/// <summary>
/// Represents a file that upstream has.
/// </summary>
/// <param name="Url">Its address.</param>
/// <param name="Size">Its size in bytes, when upstream said it.</param>
/// <param name="Digests">The digests upstream said; may be empty.</param>
/// <param name="Keep">Whether the file is stored, or only passed through.</param>
public sealed record PullThroughFile(Uri Url, long? Size, DigestSet Digests, bool Keep = true)
{
    /// <summary>
    /// Gets whether upstream itself said the digests, so that bytes with them that are here already are served without asking it. Where the
    /// client said them, upstream has to show the file: what others keep here is not handed out to whoever knows its digest.
    /// </summary>
    public bool AreDigestsFromUpstream { get; init; } = true;
}
