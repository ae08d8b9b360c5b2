using System.IO.Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Pulp.Downloads;

/// <summary>
/// Registers the clients to upstreams.
/// </summary>
internal static class DownloadServices
{
    public static IServiceCollection AddDownloads(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(UpstreamConnections)))
            return services;
        services.AddOptions<DownloadOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DownloadOptions>, DownloadOptionsValidator>());
        services.AddHttpClient();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IFileSystem, FileSystem>();
        services.TryAddSingleton<IUpstreamNetwork, SocketNetwork>();
        services.TryAddSingleton<IUpstreamClientFactory, UpstreamClientFactory>();
        services.AddSingleton(provider => new EgressPolicy(Options(provider).Egress));
        services.AddSingleton(provider => new FileSource(provider.GetRequiredService<IFileSystem>(), Options(provider).AllowedImportPaths));
        services.AddSingleton(provider => new ConnectionSettingsValidator(provider.GetRequiredService<FileSource>()));
        services.AddSingleton(provider => new RetryPolicy(Options(provider), Random.Shared.NextDouble));
        services.AddSingleton(provider => new UpstreamAddresses(provider.GetRequiredService<EgressPolicy>(), provider.GetRequiredService<IUpstreamNetwork>()));
        services.AddSingleton<HostRateLimiter>();
        services.AddSingleton<UpstreamAllowances>();
        services.AddSingleton<UpstreamServices>();
        services.AddSingleton<UpstreamConnections>();
        services.TryAddSingleton(Options);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<HttpClientFactoryOptions>, UpstreamHandlers>());
        // Filters run from the last to the first, and the loggers to take out are added by an earlier one.
        services.Insert(0, ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, UpstreamHandlerLogging>());
        return services;
    }

    private static DownloadOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<DownloadOptions>>().Value;
}
