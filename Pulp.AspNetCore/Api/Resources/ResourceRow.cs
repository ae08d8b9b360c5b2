using Pulp.Distributions.Guards;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Resources;

/// <summary>
/// Represents a resource together with what is shown of it but kept elsewhere.
/// </summary>
internal sealed record ResourceRow(Resource Resource, ResourceType Type)
{
    /// <summary>Gets the repository whose version a publication publishes.</summary>
    public Guid? RepositoryId { get; init; }

    /// <summary>Gets the distributions that name a publication.</summary>
    public IReadOnlyList<Guid> Distributions { get; init; } = [];

    /// <summary>Gets whom a guard of roles lets in.</summary>
    public GuardDownloaders? Downloaders { get; init; }

    /// <summary>Gets the task that synced last.</summary>
    public Guid? LastSyncTask { get; init; }
}
