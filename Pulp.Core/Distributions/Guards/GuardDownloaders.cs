using Pulp.Access;
using Pulp.Stores;

namespace Pulp.Distributions.Guards;

/// <summary>
/// Represents whom an <see cref="RBACContentGuard"/> lets in.
/// </summary>
/// <param name="Users">Users who have the role themselves.</param>
/// <param name="Groups">Groups that have it.</param>
public sealed record GuardDownloaders(IReadOnlyList<User> Users, IReadOnlyList<Group> Groups)
{
    /// <summary>Finds who has the role on a guard.</summary>
    /// <param name="session">The session.</param>
    /// <param name="guard">The guard.</param>
    /// <returns>The users and groups, by identifier.</returns>
    public static async ValueTask<GuardDownloaders> FindAsync(IStoreSession session, RBACContentGuard guard)
    {
        var (users, groups) = (new List<User>(), new List<Group>());
        foreach (var grant in await session.Access.Grants.OnObjectAsync(guard.Id.ToString()).ConfigureAwait(false))
        {
            if (grant.RoleName != RBACContentGuard.DownloaderRole)
                continue;
            if (grant.UserId is { } userId && await session.Access.Users.GetAsync(userId).ConfigureAwait(false) is { } user)
                users.Add(user);
            if (grant.GroupId is { } groupId && await session.Access.Groups.GetAsync(groupId).ConfigureAwait(false) is { } group)
                groups.Add(group);
        }

        return new GuardDownloaders([.. users.OrderBy(user => user.Id)], [.. groups.OrderBy(group => group.Id)]);
    }
}
