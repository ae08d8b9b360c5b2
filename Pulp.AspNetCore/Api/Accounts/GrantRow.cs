using Pulp.Access;

namespace Pulp.AspNetCore.Api.Accounts;

/// <summary>
/// Represents a role given to a user or group, with what is shown of the role and the object.
/// </summary>
/// <param name="Grant">The grant.</param>
/// <param name="Role">The role, or null when it was deleted.</param>
/// <param name="ObjectHref">The object's href; null for a role on everything.</param>
internal sealed record GrantRow(Grant Grant, Role? Role, string? ObjectHref);
