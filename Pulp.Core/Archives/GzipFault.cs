namespace Pulp.Archives;

/// <summary>
/// Tells what is wrong with gzip data.
/// </summary>
public enum GzipFault
{
    /// <summary>It does not start like gzip (RFC 1952, section 2.3), or uses reserved flags.</summary>
    NotGzip,

    /// <summary>It ends too early.</summary>
    Truncated,

    /// <summary>The compressed data, its checksum or its length is wrong.</summary>
    Damaged,

    /// <summary>Something follows the first member: another member, or garbage.</summary>
    TrailingData,

    /// <summary>It yields more bytes than allowed, in total or relative to its size.</summary>
    TooLarge,
}
