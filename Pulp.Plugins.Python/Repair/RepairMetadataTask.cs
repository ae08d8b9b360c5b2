using Pulp.ContentTypes;
using Pulp.Plugins.Python.Models;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Python.Repair;

/// <summary>
/// Repairs what packages of a repository's latest version say of themselves: stored ones are read again, of others the JSON API of their remote is asked.
/// </summary>
/// <remarks>No version is made: the same packages say what is right, in every version that holds them.</remarks>
internal sealed class RepairMetadataTask : ITaskHandler<RepairMetadata>
{
    public const string TaskName = "python.repair_metadata";
    private const int BatchSize = 200;
    private readonly IPulpDatabase database;
    private readonly ContentCorrections corrections;
    private readonly StoredMetadata stored;
    private readonly UpstreamMetadata upstream;
    private readonly ContentType packages;

    public RepairMetadataTask(IPulpDatabase database, ContentCorrections corrections, StoredMetadata stored, UpstreamMetadata upstream, PulpCatalog catalog)
    {
        this.database = database;
        this.corrections = corrections;
        this.stored = stored;
        this.upstream = upstream;
        packages = catalog.ContentTypeOf(typeof(PythonPackage));
    }

    public async Task<object?> RunAsync(TaskContext context, RepairMetadata arguments, CancellationToken cancellationToken)
    {
        var version = await database.ReadAsync(session => session.Versions.FindAsync(arguments.RepositoryId), cancellationToken).ConfigureAwait(false)
            ?? throw new RepositoryChangeException("repository", "There is no such repository.");
        var progress = context.BeginProgress("Repairing packages' metadata", "repair.metadata", version.Summary.Present.GetValueOrDefault(packages.Name));
        var (repaired, unknown) = (0L, 0L);
        using var remotes = upstream.Begin();
        for (long? cursor = 0; cursor is { } position;)
        {
            (var found, cursor) = await ReadAsync(version, position, cancellationToken).ConfigureAwait(false);
            var corrected = new List<NewContent>();
            foreach (var (package, files) in found)
            {
                var (right, isKnown) = files.Stored is not null && await stored.ReadAsync(package, files, context.Task.DomainId, cancellationToken).ConfigureAwait(false) is { } read
                    ? (read, true)
                    : await remotes.ReadAsync(package, files.Sources, cancellationToken).ConfigureAwait(false) is { } told ? ((told, []), true) : ((package, []), false);
                if (!isKnown)
                    unknown++;
                else
                    corrected.Add(new NewContent(packages, right.Package, packages.NaturalKey(right.Package), right.Files));
            }

            repaired += (await corrections.CorrectAsync(context.Task.DomainId, corrected, cancellationToken).ConfigureAwait(false)).Count(changed => changed);
            progress.Increment(found.Count);
        }

        progress.Complete();
        return new RepairMetadataResult(progress.Done, repaired, unknown);
    }

    private Task<(IReadOnlyList<(PythonPackage Package, PackageFiles Files)> Found, long? Cursor)> ReadAsync(RepositoryVersion version, long cursor, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var (members, next) = await session.Memberships.ScanAsync(version, packages, cursor, BatchSize).ConfigureAwait(false);
            var keys = members.Select(member => member.ContentKey).ToList();
            var files = await session.Contents.GetFilesAsync(keys).ConfigureAwait(false);
            var units = await session.Contents.GetAsync(keys).ConfigureAwait(false);
            return ((IReadOnlyList<(PythonPackage, PackageFiles)>)[.. units.Cast<PythonPackage>().Select(package => (package, PackageFiles.Of(package, files[package.StoreKey])))], next);
        },
        cancellationToken);
}
