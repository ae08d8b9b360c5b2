using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pulp.Access;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Distributions;
using Pulp.Distributions.Guards;
using Pulp.Downloads;
using Pulp.Maintenance;
using Pulp.Plugins;
using Pulp.Plugins.Loading;
using Pulp.Publications;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Schedules;
using Pulp.Serving;
using Pulp.Signing;
using Pulp.Stores;
using Pulp.Sync;
using Pulp.Tasking;
using Pulp.Transfer;
using Pulp.Uploads;

namespace Pulp;

/// <summary>
/// Adds Pulp to an application.
/// </summary>
public static class PulpServiceCollectionExtensions
{
    /// <summary>Adds Pulp's services; the builder adds plugins, a database and a place for the bytes.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Changes the settings; null leaves the defaults.</param>
    /// <returns>The builder.</returns>
    public static PulpBuilder AddPulp(this IServiceCollection services, Action<PulpOptions>? configure = null)
    {
        var options = services.AddOptions<PulpOptions>();
        if (configure is not null)
            options.Configure(configure);
        if (services.Any(service => service.ServiceType == typeof(PulpCatalog)))
            return new PulpBuilder(services);

        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddSingleton(provider => new PulpCatalog([.. provider.GetServices<RegisteredPlugin>().Select(plugin => plugin.Types)]));
        services.AddDownloads();
        services.AddOptions<DownloadOptions>().Configure<IOptions<PulpOptions>>(static (downloads, pulp) =>
        {
            foreach (var path in pulp.Value.AllowedImportPaths)
                downloads.AllowedImportPaths.Add(path);
        });
        AddDomain(services);
        services.AddTasking();
        AddServing(services);
        AddAccess(services);
        AddSigning(services);
        AddTransfer(services);
        services.AddSingleton<PulpRuntime>();
        services.AddSingleton<PulpInstanceServices>();
        services.AddSingleton(static provider => new PulpInstance(
            provider.GetRequiredService<IPulpDatabase>(),
            provider.GetRequiredService<PulpCatalog>(),
            provider.GetRequiredService<ResourceChanges>(),
            provider.GetRequiredService<TaskDispatcher>(),
            provider.GetRequiredService<PulpInstanceServices>()));
        services.AddHostedService<PulpHostedService>();
        services.TryAddSingleton(provider => new PluginCatalog(provider.GetServices<PluginStatus>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PluginReport>());
        return new PulpBuilder(services);
    }

    private static void AddAccess(IServiceCollection services)
    {
        services.AddOptions<AdministratorOptions>();
        services.TryAddSingleton<IAccessEvaluator, AccessEvaluator>();
        services.AddSingleton<Governors>();
        services.AddSingleton<Logins>();
        services.AddSingleton<ApiTokens>();
        services.AddSingleton<IStartupStep, RoleSetup>();
        services.TryAddSingleton<AdministratorAccount>();
        services.AddSingleton<IStartupStep, AdministratorSetup>();
    }

    private static void AddSigning(IServiceCollection services)
    {
        services.TryAddSingleton<ISignatureVerifier, GpgVerifier>();
        services.AddSingleton<SigningScripts>();
        services.AddSingleton<DetachedSigning>();
        services.AddSingleton<ISigningKind>(provider => provider.GetRequiredService<DetachedSigning>());
        services.AddSingleton<SigningServices>();
    }

    private static void AddTransfer(IServiceCollection services)
    {
        CoreTypes.Create(services);
        services.AddSingleton<ExportFolders>();
        services.AddSingleton<ExportRuns>();
        services.AddSingleton<FileExportChecks>();
        services.AddSingleton<ImportFolders>();
        services.AddSingleton<TransferAccess>();
        services.AddSingleton<ImportServices>();
        services.AddTransient(static provider => new VersionImport(provider.GetRequiredService<ImportServices>(), provider.GetRequiredService<ILogger<VersionImport>>()));
        services.AddSingleton<ImportChecks>();
        services.AddSingleton<IResourceRule, ImporterRule>();
        services.AddSingleton<IResourceRule, ExporterRule>();
        services.AddSingleton<IStartupStep, ExportRecovery>();
    }

    private static void AddServing(IServiceCollection services)
    {
        services.AddSingleton<ContentCorrections>();
        services.AddSingleton<ServedSources>();
        services.AddSingleton<IResourceObserver>(provider => provider.GetRequiredService<ServedSources>());
        services.AddSingleton<SupersededPublications>();
        services.AddSingleton<IResourceObserver>(provider => provider.GetRequiredService<SupersededPublications>());
        services.AddSingleton<ContentGuards>();
        services.AddSingleton<IResourceRule, ContentGuardRule>();
        services.AddSingleton<IResourceObserver>(provider => provider.GetRequiredService<ContentGuards>());
        services.AddSingleton<ReadyAnswers>();
        services.AddSingleton<UpstreamLeases>();
        services.AddSingleton<MadeFiles>();
        services.AddSingleton<FileTransfer>();
        services.AddSingleton<SourceTransfer>();
        services.AddSingleton<IArtifactRefetcher>(provider => provider.GetRequiredService<SourceTransfer>());
        services.AddSingleton<PullThroughSources>();
        services.AddSingleton<PullThroughAdditions>();
        services.AddSingleton<PullThroughKeeping>();
        services.AddSingleton<FetchFlights>();
        services.AddSingleton<ServingServices>();
        services.AddSingleton(static provider => provider.GetRequiredService<ServingServices>().Resolver);
        services.AddSingleton(static provider => provider.GetRequiredService<ServingServices>().OnDemand);
        services.AddSingleton(static provider => provider.GetRequiredService<ServingServices>().PullThrough);
    }

    private static void AddDomain(IServiceCollection services)
    {
        services.AddSingleton<DistributionTable>();
        services.AddSingleton<IResourceObserver>(provider => provider.GetRequiredService<DistributionTable>());
        services.AddSingleton<IResourceRule, DistributionRule>();
        services.AddSingleton<IResourceRule, RepositoryRule>();
        services.AddSingleton<IResourceRule, DeletionRule>();
        services.AddSingleton<IResourceRule, RemoteRule>();
        services.AddSingleton<ResourceChanges>();
        services.AddSingleton<LatestVersions>();
        services.AddSingleton<VersionRetention>();
        services.AddSingleton<RepositoryChanges>();
        services.AddSingleton<SyncRunner>();
        services.AddSingleton<ContentUploads>();
        services.AddSingleton<ContentDownload>();
        services.AddSingleton<ChunkedUploads>();
        services.AddSingleton<ArtifactIngest>();
        services.AddSingleton<PublicationRunner>();
        services.AddSingleton<IResourceObserver, CheckpointRetention>();
        services.AddSingleton<Autopublishing>();
        services.AddSingleton<IVersionObserver>(provider => provider.GetRequiredService<Autopublishing>());
        services.AddSingleton<IStartupStep, VersionRecovery>();
        services.AddSingleton<IStartupStep, RepositoryRecovery>();
        services.AddSingleton<IStartupStep, PublicationRecovery>();
        services.AddSingleton<IStartupStep, ContentGrouping>();
        services.AddSingleton<IStartupStep, DistributionLoading>();
        services.AddSingleton<UnloadedPlugins>();
        services.AddSingleton<IStartupStep>(provider => provider.GetRequiredService<UnloadedPlugins>());
    }
}
