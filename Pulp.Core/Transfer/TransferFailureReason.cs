namespace Pulp.Transfer;

/// <summary>
/// Names why an export or import cannot be done.
/// </summary>
public enum TransferFailureReason
{
    /// <summary>A file of the version's content is only promised by a remote, or its stored bytes are lost or damaged.</summary>
    NotStored,

    /// <summary>The version is not what it was when the export began, or not all of it can be read.</summary>
    VersionChanged,

    /// <summary>A folder or file cannot be read or written, is not allowed, or holds something already.</summary>
    Inaccessible,

    /// <summary>The bundle is incomplete, or its bytes are not those that were exported.</summary>
    Damaged,

    /// <summary>The file is no bundle, was written by a newer version, or needs a plugin that is not here.</summary>
    Unsupported,

    /// <summary>The bundle is an increment, and what it builds upon is not here.</summary>
    BaseMissing,

    /// <summary>The repositories do not fit: one does not take what the bundle has for it, or two would be one.</summary>
    Refused,

    /// <summary>Something else works on the repository; the same may succeed later.</summary>
    Busy,
}
