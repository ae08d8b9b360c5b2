using System.IO.Enumeration;
using Pulp.Access;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Knows what the user who made an object may do with it without a role: tasks and uploads belong to whoever asked for them.
/// </summary>
internal static class Ownership
{
    /// <summary>Gets whether a caller may act as the owner.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="ownerId">Whose object it is.</param>
    /// <param name="permission">What the action needs; a token that is limited to other permissions does not carry it.</param>
    /// <param name="isView">Whether the object is only read.</param>
    public static bool Allows(Caller caller, long? ownerId, string permission, bool isView) =>
        ownerId is not null && caller.User?.Id == ownerId
        && (isView || caller.Token is not { } token || (token.Objects.Count == 0
            && (token.Scopes.Count == 0 || token.Scopes.Any(scope => FileSystemName.MatchesSimpleExpression(scope, permission, ignoreCase: false)))));
}
