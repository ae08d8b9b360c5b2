using System.Runtime.CompilerServices;
using Pulp.Archives;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Archives;
using Pulp.Plugins.Ansible.Details;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Rebuilding;

/// <summary>
/// Reads the collections and roles of a repository's version again from their stored files: what they say of themselves, and the details of collections.
/// </summary>
/// <remarks>No version is made: the same units say what is right, in every version that holds them.</remarks>
internal sealed class RebuildMetadataTask : ITaskHandler<RebuildMetadata>
{
    public const string TaskName = "ansible.rebuild_metadata";
    private const int BatchSize = 100;
    private readonly IPulpDatabase database;
    private readonly ContentCorrections corrections;
    private readonly CollectionDetails details;
    private readonly RoleArchives archives;
    private readonly ContentType collections;
    private readonly ContentType roles;

    public RebuildMetadataTask(IPulpDatabase database, ContentCorrections corrections, CollectionDetails details, RoleArchives archives, GalaxyTypes types)
    {
        this.database = database;
        this.corrections = corrections;
        this.details = details;
        this.archives = archives;
        collections = types.Collections;
        roles = types.Roles;
    }

    public async Task<object?> RunAsync(TaskContext context, RebuildMetadata arguments, CancellationToken cancellationToken)
    {
        var version = await database.ReadAsync(session => arguments.VersionId is { } id ? session.Versions.GetAsync(id) : session.Versions.FindAsync(arguments.RepositoryId), cancellationToken).ConfigureAwait(false)
            ?? throw new RepositoryChangeException("repository", "There is no such repository or version.");
        var progress = context.BeginProgress("Rebuilding metadata of collections and roles", "rebuild.metadata");
        var (domainId, request) = (context.Task.DomainId, arguments.Request);
        var result = new RebuildMetadataResult(0, 0, 0, 0);
        await foreach (var (unit, archive) in ReadAsync<CollectionVersion>(version, collections, static unit => unit.FileName(), cancellationToken).ConfigureAwait(false))
        {
            if (!IsMeant(unit.Namespace, unit.Name, unit.Version, request))
                continue;
            result = await RebuildAsync(unit, archive, domainId, result with { Checked = result.Checked + 1 }, cancellationToken).ConfigureAwait(false);
            progress.Increment();
        }

        await foreach (var (unit, archive) in ReadAsync<Role>(version, roles, static unit => unit.FileName(), cancellationToken).ConfigureAwait(false))
        {
            if (!IsMeant(unit.Namespace, unit.Name, unit.Version, request))
                continue;
            result = await RebuildAsync(unit, archive, domainId, result with { Checked = result.Checked + 1 }, cancellationToken).ConfigureAwait(false);
            progress.Increment();
        }

        progress.Complete();
        return result;
    }

    private static bool IsMeant(string space, string name, string version, AnsibleRepositoryRebuild request) =>
        (request.Namespace ?? space) == space && (request.Name ?? name) == name && (request.Version ?? version) == version;

    private async Task<RebuildMetadataResult> RebuildAsync(Role unit, StoredArtifact? archive, Guid domainId, RebuildMetadataResult result, CancellationToken cancellationToken)
    {
        try
        {
            if (archive is null || await archives.OpenAsync(archive, cancellationToken).ConfigureAwait(false) is not { } stream)
                return result with { Missing = result.Missing + 1 };
            await using var disposing = stream.ConfigureAwait(false);
            if (await RoleArchive.ReadAsync(stream, cancellationToken).ConfigureAwait(false) is not { } contents)
                return result with { Refused = result.Refused + 1 };
            var changed = await corrections.CorrectAsync(domainId, [new NewContent(roles, contents.Metadata.ApplyTo(unit), roles.NaturalKey(unit), [])], cancellationToken).ConfigureAwait(false);
            return changed[0] ? result with { Rebuilt = result.Rebuilt + 1 } : result;
        }
        catch (Exception exception) when (exception is ArchiveFormatException or GzipFormatException)
        {
            return result with { Refused = result.Refused + 1 };
        }
    }

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

    private async IAsyncEnumerable<(T Unit, StoredArtifact? Archive)> ReadAsync<T>(RepositoryVersion version, ContentType type, Func<T, string> fileNameOf, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : Content
    {
        for (long? cursor = 0; cursor is { } position;)
        {
            (var found, cursor) = await database.ReadAsync(
                async session =>
                {
                    var (members, next) = await session.Memberships.ScanAsync(version, type, position, BatchSize).ConfigureAwait(false);
                    var keys = members.Select(member => member.ContentKey).ToList();
                    var files = await session.Contents.GetFilesAsync(keys).ConfigureAwait(false);
                    var units = await session.Contents.GetAsync(keys).ConfigureAwait(false);
                    return (units.Cast<T>().Select(unit => (unit, files[unit.StoreKey].FirstOrDefault(file => file.RelativePath == fileNameOf(unit))?.Stored)).ToList(), next);
                },
                cancellationToken).ConfigureAwait(false);
            foreach (var row in found)
                yield return row;
        }
    }
}
