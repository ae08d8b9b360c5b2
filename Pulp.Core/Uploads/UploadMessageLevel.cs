namespace Pulp.Uploads;

/// <summary>
/// Tells how much a message about an uploaded file matters.
/// </summary>
public enum UploadMessageLevel
{
    /// <summary>Something was found.</summary>
    Info,

    /// <summary>Something should be mended in the next version; the file is accepted.</summary>
    Warning,

    /// <summary>Something must be mended; the file is refused.</summary>
    Error,
}
