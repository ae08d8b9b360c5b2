using Pulp.Repositories;

namespace Pulp.Stores;

/// <summary>
/// Measures how much room the files of repositories take.
/// </summary>
public interface IRepositorySizeStore
{
    /// <summary>Measures repositories together: a file or artifact that several units, versions or repositories share is counted once.</summary>
    /// <param name="repositoryIds">The repositories; unknown ones are passed over.</param>
    /// <returns>The sums. Complete versions alone count, not drafts.</returns>
    /// <remarks>Looks at every membership of the repositories.</remarks>
    ValueTask<RepositorySize> MeasureAsync(IReadOnlyCollection<Guid> repositoryIds);
}
