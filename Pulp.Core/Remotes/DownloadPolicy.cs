namespace Pulp.Remotes;

/// <summary>
/// Names when the files of a remote are fetched.
/// </summary>
public enum DownloadPolicy
{
    /// <summary>Metadata and files are fetched at sync.</summary>
    Immediate,

    /// <summary>Metadata is fetched at sync; a file at its first request, then kept.</summary>
    OnDemand,

    /// <summary>Metadata is fetched at sync; a file is passed through at each request and never kept.</summary>
    Streamed,
}
