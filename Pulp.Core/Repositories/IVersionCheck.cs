using Pulp.ContentTypes;
using Pulp.Stores;

namespace Pulp.Repositories;

/// <summary>
/// Decides whether units may be added to a repository.
/// </summary>
public interface IVersionCheck
{
    /// <summary>Checks units that are about to be added.</summary>
    /// <param name="session">Reads inside the transaction that adds them.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="current">The version the change is made on.</param>
    /// <param name="units">The units.</param>
    /// <returns>For each refused unit, by its position: why, in words for the user.</returns>
    ValueTask<IReadOnlyDictionary<int, string>> CheckAsync(IStoreSession session, Repository repository, RepositoryVersion current, IReadOnlyList<Content> units);
}
