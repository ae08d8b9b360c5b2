using System.Buffers;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Projects;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Uploads;

namespace Pulp.Plugins.Python.Uploads;

/// <summary>
/// Publishes files in a repository as an index does: a file name is taken once, whatever the bytes.
/// </summary>
internal sealed class PackageUploads
{
    private const int BlockSize = 128 * 1024;
    private readonly IPulpDatabase database;
    private readonly IArtifactStorage storage;
    private readonly ContentUploads uploads;
    private readonly Yanks yanks;
    private readonly ContentType packages;

    public PackageUploads(IPulpDatabase database, IArtifactStorage storage, ContentUploads uploads, Yanks yanks, PulpCatalog catalog)
    {
        this.yanks = yanks;
        this.database = database;
        this.storage = storage;
        this.uploads = uploads;
        packages = catalog.ContentTypeOf(typeof(PythonPackage));
    }

    /// <summary>Opens a stream that takes a file's bytes.</summary>
    /// <param name="cancellationToken">Cancels opening.</param>
    public ValueTask<ArtifactWriter> CreateWriterAsync(CancellationToken cancellationToken) => storage.CreateWriterAsync(uploads.StagingOptions, cancellationToken);

    /// <summary>Removes a file that was taken and is not published.</summary>
    /// <param name="file">The file.</param>
    public Task DiscardAsync(StagedArtifact file) => storage.DiscardAsync([file], CancellationToken.None);

    /// <summary>Publishes a file; it is visible when the task completes.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="file">The file; used up, whatever the outcome.</param>
    /// <param name="filename">Its name.</param>
    /// <param name="form">What the client says of it, checked.</param>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ContentRefusedException">The file is not accepted.</exception>
    /// <exception cref="RepositoryChangeException">The repository does not take it.</exception>
    public async Task<UploadOutcome> PublishAsync(
        PythonRepository repository, StagedArtifact file, string filename, PackageForm form, long? userId, CancellationToken cancellationToken)
    {
        ContentUploadRequest request;
        try
        {
            await CheckDigestsAsync(file, form, cancellationToken).ConfigureAwait(false);
            await CheckNameAsync(repository, filename, cancellationToken).ConfigureAwait(false);
            // A yank that outlived its file is not about this one.
            await yanks.RestoreAsync(repository, [filename], cancellationToken).ConfigureAwait(false);
            request = new ContentUploadRequest
            {
                DomainId = repository.DomainId,
                RelativePath = filename,
                RepositoryId = repository.Id,
                Overwrite = false,
                UserId = userId,
                Fields = form.ToUploadFields(),
            };
        }
        catch
        {
            await DiscardAsync(file).ConfigureAwait(false);
            throw;
        }

        try
        {
            var outcome = await uploads.CreateAsync(packages, file, request, cancellationToken).ConfigureAwait(false);
            // Two clients sent the same bytes at once; the other one's came first.
            return outcome.Version is null ? throw Exists(filename) : outcome;
        }
        catch (RepositoryChangeException conflict) when (conflict.IsConflict)
        {
            if (await IsTakenAsync(repository, filename, cancellationToken).ConfigureAwait(false))
                throw Exists(filename);
            throw;
        }
    }

    // The text by which clients tell this case from others: twine --skip-existing, and people used to Pulp.
    private static ContentRefusedException Exists(string filename) => new("content", $"File already exists: Package {filename} already exists in index");

    private async Task CheckNameAsync(PythonRepository repository, string filename, CancellationToken cancellationToken)
    {
        if (await IsTakenAsync(repository, filename, cancellationToken).ConfigureAwait(false))
            throw Exists(filename);
        if (!repository.AllowFilenameReuse && await WasTakenAsync(repository, filename, cancellationToken).ConfigureAwait(false))
            throw new ContentRefusedException("content", $"This file name was used before: '{filename}' was removed, and the repository does not let file names be used again; release a new version.");
    }

    private Task<bool> IsTakenAsync(PythonRepository repository, string filename, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await session.Versions.FindAsync(repository.Id).ConfigureAwait(false) is { } latest
            && packages.RepositoryKeyOfPath(filename) is { } key
            && await session.Memberships.FindAsync(latest, key).ConfigureAwait(false) is not null,
        cancellationToken);

    private Task<bool> WasTakenAsync(PythonRepository repository, string filename, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var query = new Query
            {
                Where = new Condition.All([Condition.Equal("filename", filename), new Condition.Compare("repository", Comparison.In, new[] { repository.Id })]),
                Limit = 1,
                WithCount = false,
            };
            return (await session.Contents.QueryAsync(packages, repository.DomainId, query).ConfigureAwait(false)).Items.Count > 0;
        },
        cancellationToken);

    private async Task CheckDigestsAsync(StagedArtifact file, PackageForm form, CancellationToken cancellationToken)
    {
        form.CheckDigest("sha256_digest", file.Sha256.Hex);
        if (form.Md5 is null && form.Blake2 is null)
            return;
        using var md5 = form.Md5 is null ? null : DigestAlgorithms.CreateHash(DigestAlgorithm.Md5);
        var blake2 = form.Blake2 is null ? null : new Blake2b256();
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            var stream = await storage.OpenStagedAsync(file, cancellationToken).ConfigureAwait(false);
            await using var disposing = stream.ConfigureAwait(false);
            while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                md5?.AppendData(buffer.AsSpan(0, read));
                blake2?.Append(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (md5 is not null)
            form.CheckDigest("md5_digest", Convert.ToHexStringLower(md5.GetHashAndReset()));
        if (blake2 is not null)
            form.CheckDigest("blake2_256_digest", blake2.Complete());
    }
}
