namespace Pulp.Downloads;

/// <summary>
/// Describes the download of one file.
/// </summary>
public sealed record DownloadRequest : UpstreamRequest
{
    /// <summary>Gets the size the whole file must have in bytes; any size is accepted when <see langword="null"/>. No memory is reserved for it.</summary>
    public long? ExpectedSize { get; init; }
}
