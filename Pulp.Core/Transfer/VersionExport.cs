using System.Buffers;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Sync;
using Pulp.Tasking;

namespace Pulp.Transfer;

/// <summary>
/// Writes versions of repositories as a bundle (see <see cref="BundleManifest"/>) that another Pulp imports without a network between them.
/// </summary>
/// <remarks>A failed or canceled export leaves no file. Memory use does not grow with what is exported.</remarks>
public sealed class VersionExport : ITaskHandler<ExportArguments>
{
    /// <summary>The task's name.</summary>
    public const string TaskName = "pulp.exports.versions";

    private readonly IPulpDatabase database;
    private readonly IArtifactStorage storage;
    private readonly PulpCatalog catalog;
    private readonly TimeProvider time;
    private readonly IReadOnlyList<RegisteredPlugin> plugins;

    /// <summary>Initializes the service.</summary>
    /// <param name="database">Where versions are kept.</param>
    /// <param name="storage">Where bytes are kept.</param>
    /// <param name="catalog">The registered types.</param>
    /// <param name="time">Names the files.</param>
    /// <param name="plugins">The plugins, whose versions are recorded.</param>
    public VersionExport(IPulpDatabase database, IArtifactStorage storage, PulpCatalog catalog, TimeProvider time, IEnumerable<RegisteredPlugin> plugins)
    {
        this.database = database;
        this.storage = storage;
        this.catalog = catalog;
        this.time = time;
        this.plugins = [.. plugins];
    }

    /// <summary>Gets the request for an export: it keeps the repositories from being deleted meanwhile, and nothing else.</summary>
    /// <param name="repositoryPrns">The PRNs of the repositories.</param>
    /// <returns>The request.</returns>
    public static TaskRequest RequestFor(IEnumerable<string> repositoryPrns) => new() { Name = TaskName, Locks = [.. repositoryPrns.Select(prn => $"shared:{prn}")] };

    /// <inheritdoc/>
    async Task<object?> ITaskHandler<ExportArguments>.RunAsync(TaskContext context, ExportArguments arguments, CancellationToken cancellationToken) =>
        await RunAsync(context, arguments, cancellationToken).ConfigureAwait(false);

    /// <summary>Exports.</summary>
    /// <param name="context">Takes the progress.</param>
    /// <param name="arguments">What is exported, and where to.</param>
    /// <param name="cancellationToken">Cancels; no file remains.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="TransferException">A version cannot be exported, or the folder cannot be written.</exception>
    public async Task<ExportResult> RunAsync(TaskContext context, ExportArguments arguments, CancellationToken cancellationToken = default)
    {
        var sources = await database.ReadAsync(session => ExportSource.FindAsync(session, catalog, arguments), cancellationToken).ConfigureAwait(false);
        try
        {
            Directory.CreateDirectory(arguments.Folder);
            var (id, begun) = (arguments.Id ?? Uuid7.Create(time), time.GetUtcNow());
            var name = BundleLayout.FileName(id, begun);
            var unfinished = await UnfinishedExport.BeginAsync(database, Path.Join(Path.GetFullPath(arguments.Folder), name), cancellationToken).ConfigureAwait(false);
            var files = new BundleFiles(arguments.Folder, name, arguments.ChunkSize);
            await using (unfinished.ConfigureAwait(false))
            await using (files.ConfigureAwait(false))
                return await WriteAsync(context, arguments with { Id = id }, sources, files, begun, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (TransferErrors.IsFileFailure(exception) || exception is StorageException { Path: { } path } && path.StartsWith(arguments.Folder, StringComparison.Ordinal))
        {
            throw TransferErrors.Translate(exception, "write to", name: null);
        }
    }

    /// <summary>Finds out what an export would write, and whether it can be done.</summary>
    /// <param name="arguments">What would be exported.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How much it is.</returns>
    /// <exception cref="TransferException">A version cannot be exported.</exception>
    public async Task<ExportEstimate> EstimateAsync(ExportArguments arguments, CancellationToken cancellationToken = default)
    {
        var sources = await database.ReadAsync(session => ExportSource.FindAsync(session, catalog, arguments), cancellationToken).ConfigureAwait(false);
        var seen = new ContentKeySet();
        var (carried, artifacts, bytes) = (0L, 0L, 0L);
        foreach (var source in sources)
        {
            for (long? cursor = 0; cursor is not null;)
            {
                var (units, next) = await ReadAsync(source, cursor.Value, cancellationToken).ConfigureAwait(false);
                foreach (var stored in units.Where(unit => !unit.IsInBase).SelectMany(unit => unit.Files).Select(file => file.Stored!).Where(stored => !seen.Contains(stored.StoreKey)))
                {
                    seen.Add(stored.StoreKey);
                    (artifacts, bytes) = (artifacts + 1, bytes + stored.Size!.Value);
                }

                carried += units.Count(unit => !unit.IsInBase);
                cursor = next;
            }
        }

        return new ExportEstimate(sources.Sum(source => source.Units), carried, artifacts, bytes);
    }

    private async Task<ExportResult> WriteAsync(
        TaskContext context, ExportArguments arguments, IReadOnlyList<ExportSource> sources, BundleFiles files, DateTimeOffset begun, CancellationToken cancellationToken)
    {
        var progress = new Progress(context.BeginProgress("Exporting Artifacts", "export.artifacts"), context.BeginProgress("Exporting content", "export.content", sources.Sum(source => source.Units)));
        var exported = new List<ExportedRepository>();
        var writer = new BundleWriter(files, begun);
        await using (writer.ConfigureAwait(false))
        {
            await writer.WriteManifestAsync(ManifestOf(arguments, begun, sources), cancellationToken).ConfigureAwait(false);
            var written = new ContentKeySet();
            for (var i = 0; i < sources.Count; i++)
                exported.Add(await WriteAsync(writer, i, sources[i], written, progress, cancellationToken).ConfigureAwait(false));
            await writer.WriteEndAsync(exported, cancellationToken).ConfigureAwait(false);
        }

        var (parts, table, globalHash) = await files.CommitAsync(cancellationToken).ConfigureAwait(false);
        progress.Artifacts.Complete();
        progress.Content.Complete();
        return new ExportResult(arguments.Id!.Value, parts, table, globalHash, writer.Artifacts, exported);
    }

    private async Task<ExportedRepository> WriteAsync(
        BundleWriter writer, int index, ExportSource source, ContentKeySet written, Progress progress, CancellationToken cancellationToken)
    {
        var lines = new ArrayBufferWriter<byte>();
        var (count, carried, set, ids) = (0L, 0L, default(SetHash), default(SetHash));
        for (long? cursor = 0; cursor is not null;)
        {
            var (units, next) = await ReadAsync(source, cursor.Value, cancellationToken).ConfigureAwait(false);
            foreach (var unit in units)
            {
                if (!unit.IsInBase)
                    await WriteArtifactsAsync(writer, source, unit, written, progress, cancellationToken).ConfigureAwait(false);
                BundleUnit.Write(lines, unit.Type, unit.Content, unit.IsInBase ? null : unit.Files);
                set = BundleSetHash.Add(set, unit.Type, unit.Type.NaturalKey(unit.Content));
                ids = ids.Add(unit.Content.Id);
                (count, carried) = (count + 1, carried + (unit.IsInBase ? 0 : 1));
                if (lines.WrittenCount >= BundleLayout.FullUnits)
                    await FlushAsync().ConfigureAwait(false);
            }

            await FlushAsync().ConfigureAwait(false);
            progress.Content.Increment(units.Count);
            cursor = next;
        }

        await source.RequireWholeAsync(database, ids, cancellationToken).ConfigureAwait(false);
        return new ExportedRepository(source.Repository.Name, source.Version.Number, count, carried, BundleSetHash.ToText(set));

        async Task FlushAsync()
        {
            if (lines.WrittenCount == 0)
                return;
            await writer.WriteUnitsAsync(index, lines.WrittenMemory, cancellationToken).ConfigureAwait(false);
            lines.ResetWrittenCount();
        }
    }

    private Task<(List<ExportUnit> Units, long? Next)> ReadAsync(ExportSource source, long cursor, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var (members, next) = await session.Memberships.ScanAsync(source.Version, type: null, cursor, BundleLayout.UnitsAtOnce).ConfigureAwait(false);
            var keys = members.Select(member => member.ContentKey).ToList();
            var contents = (await session.Contents.GetAsync(keys).ConfigureAwait(false)).ToDictionary(content => content.StoreKey);
            var files = await session.Contents.GetFilesAsync(keys).ConfigureAwait(false);
            var inBase = source.Base is null ? null : await session.Memberships.PresentAsync(source.Base, keys).ConfigureAwait(false);
            var units = keys.Where(contents.ContainsKey)
                .Select(key => new ExportUnit(catalog.ContentTypeOf(contents[key]), contents[key], [.. files[key]], inBase?.Contains(key) == true)).ToList();
            units.ForEach(source.RequireStored);
            return (units, next);
        },
        cancellationToken);

    private async Task WriteArtifactsAsync(
        BundleWriter writer, ExportSource source, ExportUnit unit, ContentKeySet written, Progress progress, CancellationToken cancellationToken)
    {
        foreach (var file in unit.Files)
        {
            var stored = file.Stored!;
            if (written.Contains(stored.StoreKey))
                continue;
            written.Add(stored.StoreKey);
            stored.Digests.TryGet(DigestAlgorithm.Sha256, out var sha256);
            var description = source.Describe(unit, file);
            var bytes = await storage.OpenReadAsync(sha256, StorageDomain.Of(stored.DomainId), cancellationToken).ConfigureAwait(false)
                ?? throw new TransferException(TransferFailureReason.NotStored, $"The stored bytes of {description} are lost. Repair the repository version, then export it again.");
            await using (bytes.ConfigureAwait(false))
                await writer.WriteArtifactAsync(sha256, stored.Size!.Value, bytes, description, cancellationToken).ConfigureAwait(false);
            progress.Artifacts.Increment();
        }
    }

    private BundleManifest ManifestOf(ExportArguments arguments, DateTimeOffset begun, IReadOnlyList<ExportSource> sources)
    {
        var types = sources.SelectMany(source => source.Version.Summary.Present.Keys).Distinct(StringComparer.Ordinal)
            .Where(name => catalog.TryGetContentType(name, out _)).Select(name => catalog.ContentTypes.First(type => type.Name == name)).ToList();
        return new BundleManifest
        {
            Format = BundleManifest.FormatName,
            FormatVersion = BundleManifest.CurrentVersion,
            ProductVersion = RegisteredPlugin.VersionOf(typeof(VersionExport).Assembly),
            Export = arguments.Id!.Value,
            Created = begun,
            Plugins = plugins.Where(plugin => types.Any(type => type.PluginLabel == plugin.Label)).ToDictionary(plugin => plugin.Label, plugin => plugin.Version, StringComparer.Ordinal),
            ContentTypes = types.ToDictionary(type => type.Name, type => type.SchemaNumber, StringComparer.Ordinal),
            Repositories = [.. sources.Select(source => source.Describe(catalog))],
            Meta = arguments.Meta,
        };
    }

    private sealed record Progress(ProgressPart Artifacts, ProgressPart Content);
}
