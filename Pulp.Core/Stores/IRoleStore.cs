using Pulp.Access;
using Pulp.Queries;

namespace Pulp.Stores;

/// <summary>
/// Keeps roles.
/// </summary>
public interface IRoleStore
{
    /// <summary>Gets a role.</summary>
    /// <param name="id">The identifier.</param>
    /// <returns>The role, or null.</returns>
    ValueTask<Role?> GetAsync(Guid id);

    /// <summary>Finds a role by name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The role, or null.</returns>
    ValueTask<Role?> FindAsync(string name);

    /// <summary>Saves a role, new (empty identifier) or changed.</summary>
    /// <param name="role">The role.</param>
    /// <returns>The role as saved, or null when the name is taken or the role is gone.</returns>
    ValueTask<Role?> SaveAsync(Role role);

    /// <summary>Deletes a role with its grants.</summary>
    /// <param name="id">The identifier.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> DeleteAsync(Guid id);

    /// <summary>Lists roles. Fields: <c>name</c>, <c>description</c>, <c>locked</c>, <c>pulp_id</c>, <c>permissions</c> with <see cref="Comparison.HasMember"/>.</summary>
    /// <param name="query">Condition, order and part.</param>
    /// <returns>The rows.</returns>
    ValueTask<Page<Role>> QueryAsync(Query query);
}
