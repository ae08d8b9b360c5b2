using Pulp.Publications;
using Pulp.Repositories;
using Pulp.Tasking;

namespace Pulp.Transfer;

/// <summary>
/// Gives an <see cref="IExportPages"/> the publication, and takes the pages.
/// </summary>
public sealed class ExportPages
{
    private readonly ExportTree tree;
    private readonly ProgressPart progress;

    internal ExportPages(ExportTree tree, Publication publication, RepositoryVersion version, ProgressPart progress)
    {
        this.tree = tree;
        this.progress = progress;
        Publication = publication;
        Version = version;
    }

    /// <summary>Gets the publication.</summary>
    public Publication Publication { get; }

    /// <summary>Gets the version that was published. An export since an earlier version has the pages of all of it.</summary>
    public RepositoryVersion Version { get; }

    /// <summary>Adds a page.</summary>
    /// <param name="relativePath">The path below the folder. No file of the publication has it; such a directory's own page is <c>index.html</c> in it.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    /// <returns>A task.</returns>
    /// <exception cref="TransferException">The path is taken or leads out of the folder, or it cannot be written.</exception>
    public async Task AddAsync(string relativePath, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await tree.WriteAsync(relativePath, (output, writing) => output.WriteAsync(content, writing).AsTask(), cancellationToken).ConfigureAwait(false);
        progress.Increment();
    }
}
