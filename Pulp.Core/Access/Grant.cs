namespace Pulp.Access;

/// <summary>
/// Represents that a user or a group has a role, on everything or on one object.
/// </summary>
/// <param name="Id">The identifier.</param>
/// <param name="UserId">The user; null when a group has the role.</param>
/// <param name="GroupId">The group; null when a user has the role.</param>
/// <param name="RoleName">The role.</param>
/// <param name="ObjectId">The object's identifier as in its PRN; null means everything.</param>
/// <param name="ObjectPrn">The object's PRN; null means everything.</param>
/// <param name="Created">When the role was given (UTC).</param>
public sealed record Grant(Guid Id, long? UserId, long? GroupId, string RoleName, string? ObjectId, string? ObjectPrn, DateTimeOffset Created);
