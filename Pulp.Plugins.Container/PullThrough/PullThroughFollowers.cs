using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Container.Models;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Container.PullThrough;

/// <summary>
/// Changes what a pull-through cache has made when the cache itself changes: the connection of its remotes, and who may read its distributions.
/// </summary>
internal sealed class PullThroughFollowers : IResourceObserver
{
    private readonly IServiceProvider services;

    // The service that makes changes knows all observers, so that it cannot be known when they are made.
    public PullThroughFollowers(IServiceProvider services) => this.services = services;

    public async ValueTask ChangedAsync(IStoreSession session, Resource? resource, Resource? previous)
    {
        switch (resource)
        {
            case ContainerPullThroughRemote remote when previous is not null:
                foreach (var made in (await session.Resources.ReferringAsync(remote.Id).ConfigureAwait(false)).OfType<ContainerRemote>())
                    await SaveAsync(session, Connected(made, remote), made).ConfigureAwait(false);
                break;
            case ContainerPullThroughDistribution now when previous is ContainerPullThroughDistribution before
                && (now.Private, now.ContentGuard, now.Hidden) != (before.Private, before.ContentGuard, before.Hidden):
                foreach (var made in (await session.Resources.ReferringAsync(now.Id).ConfigureAwait(false)).OfType<ContainerDistribution>())
                    await SaveAsync(session, made with { Private = now.Private, ContentGuard = now.ContentGuard, Hidden = now.Hidden }, made).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Gives a remote the connection of the pull-through remote.</summary>
    public static ContainerRemote Connected(ContainerRemote made, ContainerPullThroughRemote to) => made with
    {
        Url = to.Url,
        Username = to.Username,
        Password = to.Password,
        TokenServer = to.TokenServer,
        CaCert = to.CaCert,
        ClientCert = to.ClientCert,
        ClientKey = to.ClientKey,
        TlsValidation = to.TlsValidation,
        ProxyUrl = to.ProxyUrl,
        ProxyUsername = to.ProxyUsername,
        ProxyPassword = to.ProxyPassword,
        Headers = to.Headers,
        MaxRetries = to.MaxRetries,
        TotalTimeout = to.TotalTimeout,
        ConnectTimeout = to.ConnectTimeout,
        SockConnectTimeout = to.SockConnectTimeout,
        SockReadTimeout = to.SockReadTimeout,
        DownloadConcurrency = to.DownloadConcurrency,
        RateLimit = to.RateLimit,
    };

    private async ValueTask SaveAsync(IStoreSession session, Resource changed, Resource before)
    {
        if (changed != before && await services.GetRequiredService<ResourceChanges>().UpdateAsync(session, changed).ConfigureAwait(false) is ChangeOutcome.Invalid invalid)
            throw new InvalidResourceException(invalid.Errors);
    }
}
