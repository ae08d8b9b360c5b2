using Microsoft.Extensions.Logging;
using Pulp.Repositories;
using Pulp.Sync;
using Pulp.Tasking;

namespace Pulp.Transfer;

/// <summary>
/// Reads a bundle that <see cref="VersionExport"/> wrote, and gives repositories the content it has for them.
/// </summary>
/// <remarks>
/// Each repository gets one new version that holds what the exported one held, or none when its latest does so already. A bundle that is damaged, or
/// that builds upon what is not here, changes nothing. Memory use does not grow with the bundle.
/// </remarks>
public sealed partial class VersionImport : ITaskHandler<ImportArguments>
{
    /// <summary>The task's name.</summary>
    public const string TaskName = "pulp.imports.versions";

    private readonly ImportServices services;
    private readonly ILogger logger;

    internal VersionImport(ImportServices services, ILogger<VersionImport> logger)
    {
        this.services = services;
        this.logger = logger;
    }

    /// <summary>Reads what a bundle says of itself.</summary>
    /// <param name="path">Its table of contents, or its one file.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The manifest. The rest was not looked at.</returns>
    /// <exception cref="TransferException">The file cannot be read, or is no bundle that can be read here.</exception>
    public async Task<BundleManifest> ReadManifestAsync(string path, CancellationToken cancellationToken = default)
    {
        var source = await BundleSource.OpenAsync(path, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
            return await new BundleReader(source, services.Catalog).ReadManifestAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets the request for an import: it keeps syncs of the repositories out, other imports and the deletion of the repositories.</summary>
    /// <param name="arguments">What is imported.</param>
    /// <param name="domainId">The domain.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The request.</returns>
    /// <exception cref="TransferException">The file cannot be read, is no bundle that can be read here, or a repository does not fit.</exception>
    public async Task<TaskRequest> RequestForAsync(ImportArguments arguments, Guid domainId, CancellationToken cancellationToken = default) =>
        new() { Name = TaskName, Locks = LocksOf(await FindTargetsAsync(arguments, domainId, cancellationToken).ConfigureAwait(false)), DomainId = domainId };

    /// <summary>Finds where a bundle would go.</summary>
    internal async Task<IReadOnlyList<(Repository Repository, bool IsNew)>> FindTargetsAsync(ImportArguments arguments, Guid domainId, CancellationToken cancellationToken)
    {
        var manifest = await ReadManifestAsync(arguments.Path, cancellationToken).ConfigureAwait(false);
        var found = await services.Database.ReadAsync(session => ImportTarget.FindAsync(session, services.Catalog, manifest, arguments, domainId), cancellationToken).ConfigureAwait(false);
        return [.. found.OfType<(Repository, bool)>()];
    }

    /// <summary>Gets the locks of an import into repositories.</summary>
    internal IReadOnlyList<string> LocksOf(IReadOnlyList<(Repository Repository, bool IsNew)> targets)
    {
        var prns = targets.Where(target => !target.IsNew).Select(target => services.Catalog.TypeOf(target.Repository).PrnOf(target.Repository.Id)).ToList();
        return [.. prns.Select(SyncTask.LockOf), .. prns.Select(prn => $"shared:{prn}")];
    }

    /// <inheritdoc/>
    async Task<object?> ITaskHandler<ImportArguments>.RunAsync(TaskContext context, ImportArguments arguments, CancellationToken cancellationToken) =>
        await RunAsync(context, arguments, cancellationToken).ConfigureAwait(false);

    /// <summary>Imports.</summary>
    /// <param name="context">Takes the progress, and the versions that come to be.</param>
    /// <param name="arguments">What is imported.</param>
    /// <param name="cancellationToken">Cancels; every repository stays as it was.</param>
    /// <returns>What became of each repository.</returns>
    /// <exception cref="TransferException">The bundle cannot be imported; nothing changed.</exception>
    public async Task<ImportResult> RunAsync(TaskContext context, ImportArguments arguments, CancellationToken cancellationToken = default)
    {
        var source = await BundleSource.OpenAsync(arguments.Path, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var reader = new BundleReader(source, services.Catalog);
            await reader.ReadManifestAsync(cancellationToken).ConfigureAwait(false);
            var result = await new ImportRun(services, context, reader).RunAsync(arguments, cancellationToken).ConfigureAwait(false);
            foreach (var name in result.Skipped)
                Log.Skipped(logger, name);
            return result;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2401, LogLevel.Warning, "The repository {Name} of the bundle has no counterpart here and was skipped")]
        public static partial void Skipped(ILogger logger, string name);
    }
}
