using Pulp.Access;
using Pulp.Queries;

namespace Pulp.Stores;

/// <summary>
/// Keeps users.
/// </summary>
public interface IUserStore
{
    /// <summary>Gets a user.</summary>
    /// <param name="id">The number.</param>
    /// <returns>The user, or null.</returns>
    ValueTask<User?> GetAsync(long id);

    /// <summary>Finds a user by login.</summary>
    /// <param name="username">The login.</param>
    /// <returns>The user, or null.</returns>
    ValueTask<User?> FindAsync(string username);

    /// <summary>Saves a new user.</summary>
    /// <param name="user">The user without a number.</param>
    /// <returns>The user as saved, or null when the login is taken.</returns>
    ValueTask<User?> InsertAsync(User user);

    /// <summary>Saves a changed user.</summary>
    /// <param name="user">The changed copy.</param>
    /// <returns>Whether it was saved; false when the login is taken or the user is gone.</returns>
    ValueTask<bool> UpdateAsync(User user);

    /// <summary>Deletes a user with its memberships, grants and tokens.</summary>
    /// <param name="id">The number.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> DeleteAsync(long id);

    /// <summary>Lists users. Fields: <c>id</c>, <c>username</c>, <c>first_name</c>, <c>last_name</c>, <c>email</c>, <c>is_staff</c>, <c>is_active</c>.</summary>
    /// <param name="query">Condition, order and part.</param>
    /// <returns>The rows.</returns>
    ValueTask<Page<User>> QueryAsync(Query query);
}
