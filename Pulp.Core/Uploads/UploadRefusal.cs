namespace Pulp.Uploads;

/// <summary>
/// Names why a step of an upload in chunks was refused.
/// </summary>
public enum UploadRefusal
{
    /// <summary>The size, the range or the length of a chunk is wrong.</summary>
    Invalid,

    /// <summary>A chunk differs from one that is here, or overlaps it.</summary>
    Overlap,

    /// <summary>The bytes do not have the digest that was stated.</summary>
    ChecksumMismatch,

    /// <summary>Chunks are missing; the upload can go on.</summary>
    Incomplete,

    /// <summary>The upload is just being committed or deleted, or the same range is just being sent.</summary>
    Busy,
}
