using System.Text.Json;

namespace Pulp.Uploads;

/// <summary>
/// Represents what a client says of a file that becomes a content unit.
/// </summary>
public sealed record ContentUploadRequest
{
    /// <summary>Gets the domain.</summary>
    public Guid DomainId { get; init; } = Domains.Domain.DefaultId;

    /// <summary>Gets the path the file gets, if the client chose one.</summary>
    public string? RelativePath { get; init; }

    /// <summary>Gets the name the client's file has, where it was sent along; a type may take it for the path.</summary>
    public string? FileName { get; init; }

    /// <summary>Gets the repository the unit is added to; null for none.</summary>
    public Guid? RepositoryId { get; init; }

    /// <summary>Gets whether the unit may replace another with the same repository key.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Overwrite { get; init; } = true;

    /// <summary>Gets the labels; null for none.</summary>
    public IReadOnlyDictionary<string, string?>? Labels { get; init; }

    /// <summary>Gets the user who uploads; null when that is not known.</summary>
    public long? UserId { get; init; }

    /// <summary>Gets the further fields of the request by REST name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Fields { get; init; } = new Dictionary<string, JsonElement>();
}
