using Pulp.ContentTypes;
using Pulp.Stores;

namespace Pulp.Repositories;

/// <summary>
/// Finds what goes from a repository when other units have gone, where no reference from unit to unit says so: what is said of a whole group that is empty now.
/// </summary>
public interface IRemovalRule
{
    /// <summary>Finds units that go, too.</summary>
    /// <param name="session">Reads inside the transaction that removes them.</param>
    /// <param name="left">What is left of the repository's content, all additions of the same change included. Its summary is that of the version before.</param>
    /// <param name="removed">The units that were removed, and those that went with them by reference. Some may have been added again by the same change.</param>
    /// <returns>The store's own keys of the units that go.</returns>
    ValueTask<IReadOnlyCollection<long>> FollowAsync(IStoreSession session, RepositoryVersion left, IReadOnlyList<Content> removed);
}
