using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Pulp.Downloads;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Protocol;
using Pulp.Plugins.Container.Registry;
using Pulp.Plugins.Container.Sync;
using Pulp.Remotes;
using Pulp.Stores;

namespace Pulp.Plugins.Container.PullThrough;

/// <summary>
/// Asks upstream for the manifests that are pulled, and keeps them. However many ask for the same, upstream is asked once.
/// </summary>
internal sealed class UpstreamImages : IAsyncDisposable, IDisposable
{
    // While something is here to answer with, no repetition is worth its pause.
    private static readonly TimeSpan NoPatience = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SilenceMemory = TimeSpan.FromSeconds(5);
    private readonly SharedWork<Manifest?> work = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> silent = new(StringComparer.OrdinalIgnoreCase);
    private readonly IPulpDatabase database;
    private readonly IUpstreamClientFactory upstreams;
    private readonly PullThroughTargets targets;
    private readonly PulledImages images;
    private readonly ContainerOptions options;
    private readonly TimeProvider time;

    public UpstreamImages(
        IPulpDatabase database, IUpstreamClientFactory upstreams, PullThroughTargets targets, PulledImages images, IOptions<ContainerOptions> options, TimeProvider time)
    {
        this.database = database;
        this.upstreams = upstreams;
        this.targets = targets;
        this.images = images;
        this.options = options.Value;
        this.time = time;
    }

    /// <summary>Gets a manifest of a name that was never pulled before; when upstream has it, what the name needs is made.</summary>
    /// <exception cref="PulpException">Upstream did not give it, or it cannot be kept.</exception>
    public async Task<Manifest> PullFirstAsync(ContainerPullThroughDistribution cache, string name, string upstreamName, Reference reference, CancellationToken cancellationToken)
    {
        return await work.RunAsync($"{name} {reference}", PullAsync, cancellationToken).ConfigureAwait(false)
            ?? throw new RegistryException(RegistryError.Unavailable, "The name was made by someone else at the same time; try again.");

        async Task<Manifest?> PullAsync(CancellationToken token)
        {
            var remote = await targets.DescribeAsync(cache, name, upstreamName, token).ConfigureAwait(false);
            var manifest = await AskAsync(remote, reference, here: null, token).ConfigureAwait(false);
            var made = await targets.MakeAsync(cache.Id, remote, token).ConfigureAwait(false);
            return await images.KeepAsync(made, remote with { Id = made.Remote!.Value }, manifest!, TagOf(reference), token).ConfigureAwait(false);
        }
    }

    /// <summary>Asks upstream what a reference stands for now, and keeps what is new of it.</summary>
    /// <exception cref="PulpException">Upstream did not say so, or it cannot be kept.</exception>
    public Task RefreshAsync(ContainerDistribution distribution, Reference reference, CancellationToken cancellationToken)
    {
        return work.RunAsync($"{distribution.BasePath} {reference}", RefreshAsync, cancellationToken);

        async Task<Manifest?> RefreshAsync(CancellationToken token)
        {
            if (await database.ReadAsync(session => FindRemoteAsync(session, distribution.Remote!.Value), token).ConfigureAwait(false) is not { } remote)
                return null;
            var here = await images.FindDigestAsync(distribution.Repository!.Value, reference, token).ConfigureAwait(false);
            if (here is not null && IsSilent(remote))
                return null;
            var manifest = await AskAsync(remote, reference, here, token).ConfigureAwait(false);
            return manifest is null ? null : await images.KeepAsync(distribution, remote, manifest, TagOf(reference), token).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => work.DisposeAsync();

    public void Dispose() => work.Dispose();

    // The lists of a cache count also for the names it has made before they were changed.
    private static async ValueTask<ContainerRemote?> FindRemoteAsync(IStoreSession session, Guid id) =>
        await session.Resources.GetAsync(id).ConfigureAwait(false) is ContainerRemote remote
        && (remote.PullThroughRemote is not { } origin || await session.Resources.GetAsync(origin).ConfigureAwait(false) is not ContainerPullThroughRemote cache || NameChoice.Takes(cache, remote.UpstreamName))
            ? remote
            : null;

    private static string? TagOf(Reference reference) => (reference as Reference.ByTag)?.Tag.Text;

    // A HEAD request costs nothing of what registries count; a manifest that is known is not fetched again.
    private async Task<Manifest?> AskAsync(ContainerRemote remote, Reference reference, string? here, CancellationToken cancellationToken)
    {
        var limit = here is null ? LongestWait : options.FreshnessTimeout;
        using var over = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            using var client = upstreams.Create(RemoteConnection.SettingsOf(remote));
            var registry = new UpstreamRegistry(client, remote, here is null ? Patience : NoPatience);
            var known = reference is Reference.ByDigest ? await images.FindAsync(reference.ToString(), either.Token).ConfigureAwait(false) : null;
            if (reference is Reference.ByDigest && known is null)
                return await registry.GetManifestAsync(reference.ToString(), either.Token).ConfigureAwait(false);
            var digest = await registry.FindDigestAsync(reference.ToString(), either.Token).ConfigureAwait(false);
            if (digest is not null && digest == here)
                return null;
            known ??= digest is null ? null : await images.FindAsync(digest, either.Token).ConfigureAwait(false);
            return known ?? await registry.GetManifestAsync(digest ?? reference.ToString(), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            RememberSilence(remote);
            throw new DownloadException(DownloadFailureReason.Timeout, new Uri(remote.Url), $"upstream did not answer within {limit.TotalSeconds:0.#} seconds.", exception);
        }
        catch (DownloadException failure) when (failure.Reason is DownloadFailureReason.Timeout or DownloadFailureReason.Connection)
        {
            RememberSilence(remote);
            throw;
        }
    }

    // One silent upstream must not cost every image that is here the same wait.
    private bool IsSilent(ContainerRemote remote)
    {
        if (!silent.TryGetValue(remote.Url, out var until))
            return false;
        if (until > time.GetUtcNow())
            return true;
        silent.TryRemove(KeyValuePair.Create(remote.Url, until));
        return false;
    }

    private void RememberSilence(ContainerRemote remote) => silent[remote.Url] = time.GetUtcNow() + SilenceMemory;
}
