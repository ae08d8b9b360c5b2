namespace Pulp.Uploads;

/// <summary>
/// Represents which upload becomes an artifact.
/// </summary>
/// <param name="UploadId">The upload.</param>
/// <param name="Sha256">What the whole file's SHA-256 must be, in hexadecimal; null checks nothing.</param>
public sealed record CommitUploadArguments(Guid UploadId, string? Sha256);
