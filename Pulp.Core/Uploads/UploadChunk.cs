namespace Pulp.Uploads;

/// <summary>
/// Represents a part of an upload that has arrived and is durable.
/// </summary>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Size">How many bytes it has.</param>
public sealed record UploadChunk(long Offset, long Size);
