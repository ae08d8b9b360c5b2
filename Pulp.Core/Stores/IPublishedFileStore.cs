using Pulp.Artifacts;

namespace Pulp.Stores;

/// <summary>
/// Keeps the files of publications: generated metadata and published artifacts, each under a path.
/// </summary>
public interface IPublishedFileStore
{
    /// <summary>Adds files to an unfinished publication.</summary>
    /// <param name="publicationId">The publication.</param>
    /// <param name="files">The files: a path, and either a stored artifact generated for this publication or a file of the published version.</param>
    /// <returns>A path that was there already (then nothing was added), or null.</returns>
    ValueTask<string?> AddAsync(Guid publicationId, IReadOnlyList<NewPublishedFile> files);

    /// <summary>Finds the file at a path.</summary>
    /// <param name="publicationId">The publication.</param>
    /// <param name="relativePath">The path.</param>
    /// <returns>The file, or null.</returns>
    ValueTask<ContentArtifact?> FindAsync(Guid publicationId, string relativePath);

    /// <summary>Gets the entries of a directory.</summary>
    /// <param name="publicationId">The publication.</param>
    /// <param name="prefix">Empty, or a path that ends in a slash.</param>
    /// <returns>The entries in ordinal order.</returns>
    ValueTask<IReadOnlyList<DirectoryEntry>> ListAsync(Guid publicationId, string prefix);

    /// <summary>Gets all paths of a publication in ordinal order, a part at a time.</summary>
    /// <param name="publicationId">The publication.</param>
    /// <param name="after">The last path seen; null to start.</param>
    /// <param name="limit">How many at most.</param>
    /// <returns>The paths.</returns>
    ValueTask<IReadOnlyList<string>> PathsAsync(Guid publicationId, string? after, int limit);
}
