namespace Pulp.Resources;

/// <summary>
/// Represents the wish to change a resource.
/// </summary>
/// <param name="Id">The resource.</param>
/// <param name="Fields">The values that change.</param>
public sealed record UpdateResource(Guid Id, ResourceFields Fields);
