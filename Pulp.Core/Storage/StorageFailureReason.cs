namespace Pulp.Storage;

/// <summary>
/// Names why a storage failed.
/// </summary>
public enum StorageFailureReason
{
    /// <summary>The medium reported an error; bytes may be lost.</summary>
    IoError,

    /// <summary>No space, no file entry or no quota is left.</summary>
    NoSpace,

    /// <summary>The process may not read or write there.</summary>
    PermissionDenied,

    /// <summary>The storage is mounted read-only.</summary>
    ReadOnly,

    /// <summary>The storage cannot be reached or is out of handles for now.</summary>
    Unavailable,

    /// <summary>Something that must be there is gone.</summary>
    Missing,

    /// <summary>Something other than an artifact lies at the place of one.</summary>
    Corrupt,

    /// <summary>The configured place cannot serve as a storage.</summary>
    Unsuitable,
}
