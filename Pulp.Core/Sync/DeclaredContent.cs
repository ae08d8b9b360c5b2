using Pulp.ContentTypes;
using Pulp.Stores;

namespace Pulp.Sync;

/// <summary>
/// Represents a unit that upstream has, before it exists here.
/// </summary>
public sealed class DeclaredContent : SyncItem
{
    private readonly TaskCompletionSource<ContentIdentity> saved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Initializes a unit.</summary>
    /// <param name="content">The unit.</param>
    /// <param name="files">Its files.</param>
    public DeclaredContent(Content content, params IReadOnlyList<DeclaredFile> files)
    {
        Content = content;
        Files = files;
    }

    /// <summary>Gets the unit; <see cref="Complete"/> may replace it once its files are here.</summary>
    public Content Content { get; internal set; }

    /// <summary>Gets the files.</summary>
    public IReadOnlyList<DeclaredFile> Files { get; }

    /// <summary>Gets a function that gives the final unit after its files were downloaded, for what only the bytes tell; null when the unit is final already.</summary>
    /// <remarks>Called only when every file is stored, whether downloaded now or found.</remarks>
    public Func<DownloadedFiles, CancellationToken, ValueTask<Content>>? Complete { get; init; }

    /// <summary>Gets whether the unit is left out and counted when a file of it cannot be had, is not what was promised, or is refused by <see cref="Complete"/> with a <see cref="SyncException"/>.</summary>
    /// <value>The default is <see langword="false"/>: the sync fails, and the repository stays as it was.</value>
    /// <remarks>An upstream that cannot be reached at all fails the sync in any case. The memory of the unit's group is not kept, so that the next sync tries again.</remarks>
    public bool IsOptional { get; init; }

    /// <summary>Gets a task that completes when the unit is saved. A source may await it before it yields what depends on it: the core never waits for a full batch.</summary>
    public Task<ContentIdentity> Saved => saved.Task;

    internal void SetSaved(ContentIdentity identity) => saved.TrySetResult(identity);

    internal void SetFailed(Exception exception)
    {
        saved.TrySetException(exception);

        // A source that does not wait must not turn the failure into an unobserved one.
        _ = saved.Task.Exception;
    }
}
