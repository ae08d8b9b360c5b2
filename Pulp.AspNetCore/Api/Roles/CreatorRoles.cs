using Pulp.Access;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Roles;

/// <summary>
/// Makes the user who creates an object of the core its owner.
/// </summary>
internal static class CreatorRoles
{
    /// <summary>Gives the caller the owner's role on an object, in the transaction that made it.</summary>
    public static async ValueTask GrantAsync(IStoreSession session, ApiCall call, CoreObject kind, string id)
    {
        if (call.Caller.User is { } user)
            await session.Access.Grants.AddAsync(new Grant(Guid.Empty, user.Id, null, $"core.{kind.Model.ToLowerInvariant()}_owner", id, kind.PrnOf(id), default)).ConfigureAwait(false);
    }
}
