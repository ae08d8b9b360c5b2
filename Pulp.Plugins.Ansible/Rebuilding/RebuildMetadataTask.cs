using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Archives;
using Pulp.Plugins.Ansible.Details;
using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Rebuilding;

/// <summary>
/// Reads the collections of a repository's version again from their stored files: what they say of themselves, and their details.
/// </summary>
/// <remarks>No version is made: the same units say what is right, in every version that holds them.</remarks>
internal sealed class RebuildMetadataTask : ITaskHandler<RebuildMetadata>
{
    public const string TaskName = "ansible.rebuild_metadata";
    private const int BatchSize = 100;
    private readonly IPulpDatabase database;
    private readonly ContentCorrections corrections;
    private readonly CollectionDetails details;
    private readonly ContentType collections;

    public RebuildMetadataTask(IPulpDatabase database, ContentCorrections corrections, CollectionDetails details, PulpCatalog catalog)
    {
        this.database = database;
        this.corrections = corrections;
        this.details = details;
        collections = catalog.ContentTypeOf(typeof(CollectionVersion));
    }

    public async Task<object?> RunAsync(TaskContext context, RebuildMetadata arguments, CancellationToken cancellationToken)
    {
        var version = await database.ReadAsync(session => arguments.VersionId is { } id ? session.Versions.GetAsync(id) : session.Versions.FindAsync(arguments.RepositoryId), cancellationToken).ConfigureAwait(false)
            ?? throw new RepositoryChangeException("repository", "There is no such repository or version.");
        var progress = context.BeginProgress("Rebuilding collections' metadata", "rebuild.metadata");
        var result = new RebuildMetadataResult(0, 0, 0, 0);
        for (long? cursor = 0; cursor is { } position;)
        {
            (var found, cursor) = await ReadAsync(version, position, cancellationToken).ConfigureAwait(false);
            foreach (var (unit, archive) in found.Where(row => IsMeant(row.Unit, arguments.Request)))
            {
                result = await RebuildAsync(unit, archive, context.Task.DomainId, result with { Checked = result.Checked + 1 }, cancellationToken).ConfigureAwait(false);
                progress.Increment();
            }
        }

        progress.Complete();
        return result;
    }

    private static bool IsMeant(CollectionVersion unit, RebuildRequest request) =>
        (request.Namespace ?? unit.Namespace) == unit.Namespace && (request.Name ?? unit.Name) == unit.Name && (request.Version ?? unit.Version) == unit.Version;

    private async Task<RebuildMetadataResult> RebuildAsync(CollectionVersion unit, StoredArtifact? archive, Guid domainId, RebuildMetadataResult result, CancellationToken cancellationToken)
    {
        try
        {
            if (archive is null || await details.ReadArchiveAsync(archive, cancellationToken).ConfigureAwait(false) is not { } contents)
                return result with { Missing = result.Missing + 1 };
            var right = contents.ToUnit(unit.Sha256, archive.Size ?? unit.Size) with { GitUrl = unit.GitUrl, GitCommitSha = unit.GitCommitSha };
            if (right.FileName() != unit.FileName())
                return result with { Refused = result.Refused + 1 };
            var file = await details.StoreAsync(DetailFile.Write(contents), domainId, cancellationToken).ConfigureAwait(false);
            var changed = await corrections.CorrectAsync(
                domainId,
                [new NewContent(collections, right, collections.NaturalKey(right), [new NewContentFile(DetailFile.PathOf(right.FileName()), file.StoreKey, [])])],
                cancellationToken).ConfigureAwait(false);
            return changed[0] ? result with { Rebuilt = result.Rebuilt + 1 } : result;
        }
        catch (CollectionRefusedException)
        {
            return result with { Refused = result.Refused + 1 };
        }
    }

    private Task<(IReadOnlyList<(CollectionVersion Unit, StoredArtifact? Archive)> Found, long? Cursor)> ReadAsync(RepositoryVersion version, long cursor, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var (members, next) = await session.Memberships.ScanAsync(version, collections, cursor, BatchSize).ConfigureAwait(false);
            var keys = members.Select(member => member.ContentKey).ToList();
            var files = await session.Contents.GetFilesAsync(keys).ConfigureAwait(false);
            var units = await session.Contents.GetAsync(keys).ConfigureAwait(false);
            return ((IReadOnlyList<(CollectionVersion, StoredArtifact?)>)
                [.. units.Cast<CollectionVersion>().Select(unit => (unit, files[unit.StoreKey].FirstOrDefault(file => file.RelativePath == unit.FileName())?.Stored))], next);
        },
        cancellationToken);
}
