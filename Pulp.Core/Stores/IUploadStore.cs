using Pulp.Queries;
using Pulp.Uploads;

namespace Pulp.Stores;

/// <summary>
/// Keeps the records of uploads in chunks; their bytes are with the upload service.
/// </summary>
public interface IUploadStore
{
    /// <summary>Saves an upload, new or changed.</summary>
    /// <param name="upload">The upload with all its chunks.</param>
    /// <returns>A task.</returns>
    ValueTask SaveAsync(Upload upload);

    /// <summary>Gets an upload.</summary>
    /// <param name="id">The identifier.</param>
    /// <returns>The upload, or null.</returns>
    ValueTask<Upload?> GetAsync(Guid id);

    /// <summary>Lists uploads. Fields: <c>size</c>, <c>created_by</c>, <c>pulp_id</c>, <c>pulp_created</c>, <c>pulp_last_updated</c>.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="query">Condition, order and part.</param>
    /// <returns>The rows.</returns>
    ValueTask<Page<Upload>> QueryAsync(Guid domainId, Query query);

    /// <summary>Deletes an upload's record.</summary>
    /// <param name="id">The identifier.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> DeleteAsync(Guid id);
}
