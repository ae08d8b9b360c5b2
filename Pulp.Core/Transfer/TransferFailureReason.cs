namespace Pulp.Transfer;

/// <summary>
/// Names why an export or import cannot be done.
/// </summary>
public enum TransferFailureReason
{
    /// <summary>Content of the version has a file that is only promised by a remote.</summary>
    NotStored,

    /// <summary>The version is not what it was when the export began, or not all of it can be read.</summary>
    VersionChanged,

    /// <summary>A folder or file cannot be read or written.</summary>
    Inaccessible,

    /// <summary>The bundle is incomplete, or its bytes are not those that were exported.</summary>
    Damaged,

    /// <summary>The bundle was written by a newer version, or holds content of a plugin that is not here.</summary>
    Unsupported,

    /// <summary>The bundle is an increment, and what it builds upon is not here.</summary>
    BaseMissing,

    /// <summary>A repository does not take what the bundle has for it.</summary>
    Refused,

    /// <summary>Something else works on the repository; the same may succeed later.</summary>
    Busy,
}
