using Pulp.Access;

namespace Pulp.Stores;

/// <summary>
/// Keeps who has which role on what.
/// </summary>
public interface IGrantStore
{
    /// <summary>Gives a role.</summary>
    /// <param name="grant">The grant, without identifier.</param>
    /// <returns>The grant as saved, or null when it was given already.</returns>
    ValueTask<Grant?> AddAsync(Grant grant);

    /// <summary>Takes a role away.</summary>
    /// <param name="id">The grant.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> RemoveAsync(Guid id);

    /// <summary>Gets the grants of a user, its groups' included.</summary>
    /// <param name="userId">The user.</param>
    /// <returns>The grants.</returns>
    ValueTask<IReadOnlyList<Grant>> OfUserAsync(long userId);

    /// <summary>Gets the grants given to a user or group directly.</summary>
    /// <param name="userId">The user, or null.</param>
    /// <param name="groupId">The group, or null.</param>
    /// <returns>The grants, newest first.</returns>
    ValueTask<IReadOnlyList<Grant>> GivenToAsync(long? userId, long? groupId);

    /// <summary>Gets the grants on an object.</summary>
    /// <param name="objectId">The object's identifier as in its PRN.</param>
    /// <returns>The grants.</returns>
    ValueTask<IReadOnlyList<Grant>> OnObjectAsync(string objectId);

    /// <summary>Removes all grants on an object that was deleted.</summary>
    /// <param name="objectPrn">The object's PRN.</param>
    /// <returns>A task.</returns>
    ValueTask RemoveObjectAsync(string objectPrn);
}
