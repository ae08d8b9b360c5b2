namespace Pulp.Uploads;

/// <summary>
/// Represents a file that a client sends in chunks.
/// </summary>
public sealed record Upload
{
    /// <summary>Gets the identifier.</summary>
    public required Guid Id { get; init; }

    /// <summary>Gets the size of the whole file in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Gets the user who began it; it is nobody else's to see.</summary>
    public long? CreatedBy { get; init; }

    /// <summary>Gets the domain.</summary>
    public Guid DomainId { get; init; } = Domains.Domain.DefaultId;

    /// <summary>Gets when it was begun (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Gets when the last chunk came (UTC).</summary>
    public DateTimeOffset LastUpdated { get; init; }

    /// <summary>Gets the chunks in the order of their offsets; they neither overlap nor repeat.</summary>
    public IReadOnlyList<UploadChunk> Chunks { get; init; } = [];
}
