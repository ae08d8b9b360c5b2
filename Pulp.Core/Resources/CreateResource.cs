namespace Pulp.Resources;

/// <summary>
/// Represents the wish to create a resource.
/// </summary>
/// <param name="Kind">The kind.</param>
/// <param name="Type">The full name of the type, for example <c>python.python</c>.</param>
/// <param name="Fields">The values.</param>
public sealed record CreateResource(ResourceKind Kind, string Type, ResourceFields Fields);
