using Pulp.ContentTypes;
using Pulp.Repositories;

namespace Pulp.Publications;

/// <summary>
/// Gives a publisher the version to publish, and takes the files.
/// </summary>
public abstract class PublicationContext
{
    /// <summary>Gets the unfinished publication.</summary>
    public required Publication Publication { get; init; }

    /// <summary>Gets the repository.</summary>
    public required Repository Repository { get; init; }

    /// <summary>Gets the version.</summary>
    public required RepositoryVersion Version { get; init; }

    /// <summary>Adds a generated metadata file.</summary>
    /// <param name="relativePath">The path below the distribution's base path.</param>
    /// <param name="content">The bytes, read to the end.</param>
    /// <param name="cancellationToken">Cancels storing.</param>
    /// <returns>A task.</returns>
    public Task AddMetadataAsync(string relativePath, Stream content, CancellationToken cancellationToken) =>
        AddMetadataAsync(relativePath, content.CopyToAsync, cancellationToken);

    /// <summary>Adds a generated metadata file of any size.</summary>
    /// <param name="relativePath">The path below the distribution's base path.</param>
    /// <param name="write">Writes the file to the stream it is given. What it writes is stored as it comes.</param>
    /// <param name="cancellationToken">Cancels storing.</param>
    /// <returns>A task.</returns>
    public abstract Task AddMetadataAsync(string relativePath, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken);

    /// <summary>Reads the units of a type in the version with their files, in the order they came into the repository.</summary>
    /// <typeparam name="T">The units' type.</typeparam>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The units.</returns>
    public abstract IAsyncEnumerable<PublishedUnit<T>> ContentAsync<T>(CancellationToken cancellationToken)
        where T : Content;

    /// <summary>Publishes a file of the version under a path.</summary>
    /// <param name="relativePath">The path below the distribution's base path.</param>
    /// <param name="contentArtifactKey">The store's own key of the file.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task.</returns>
    public abstract Task AddFileAsync(string relativePath, long contentArtifactKey, CancellationToken cancellationToken);

    /// <summary>Serves all files of the version under their own paths besides what is added.</summary>
    public abstract void PassThrough();
}
