using Pulp.Access;
using Pulp.Queries;

namespace Pulp.Stores;

/// <summary>
/// Keeps groups and who is in them.
/// </summary>
public interface IGroupStore
{
    /// <summary>Gets a group.</summary>
    /// <param name="id">The number.</param>
    /// <returns>The group, or null.</returns>
    ValueTask<Group?> GetAsync(long id);

    /// <summary>Finds a group by name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The group, or null.</returns>
    ValueTask<Group?> FindAsync(string name);

    /// <summary>Saves a group, new (number 0) or renamed.</summary>
    /// <param name="group">The group.</param>
    /// <returns>The group as saved, or null when the name is taken or the group is gone.</returns>
    ValueTask<Group?> SaveAsync(Group group);

    /// <summary>Deletes a group with its memberships and grants.</summary>
    /// <param name="id">The number.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> DeleteAsync(long id);

    /// <summary>Lists groups. Fields: <c>id</c>, <c>name</c>.</summary>
    /// <param name="query">Condition, order and part.</param>
    /// <returns>The rows.</returns>
    ValueTask<Page<Group>> QueryAsync(Query query);

    /// <summary>Adds or removes a member.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="userId">The user.</param>
    /// <param name="isMember">Whether the user is a member from now on.</param>
    /// <returns>Whether something changed.</returns>
    ValueTask<bool> SetMemberAsync(long groupId, long userId, bool isMember);

    /// <summary>Gets the members of a group.</summary>
    /// <param name="groupId">The group.</param>
    /// <returns>The users by login.</returns>
    ValueTask<IReadOnlyList<User>> MembersAsync(long groupId);

    /// <summary>Gets the groups of a user.</summary>
    /// <param name="userId">The user.</param>
    /// <returns>The groups by name.</returns>
    ValueTask<IReadOnlyList<Group>> OfUserAsync(long userId);
}
