namespace Pulp.Resources;

/// <summary>
/// Represents the wish to delete a resource.
/// </summary>
/// <param name="Id">The resource.</param>
/// <param name="IsRepository">Whether it is a repository, whose versions go first.</param>
public sealed record DeleteResource(Guid Id, bool IsRepository);
