using System.Runtime.InteropServices;
using System.Text.Json;
using Pulp.Artifacts;
using Pulp.Downloads;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Sync;
using Pulp.Remotes;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Details;

/// <summary>
/// Gets the documentation of collections whose archives are not here from the servers that promised the archives, and keeps it beside the promise.
/// </summary>
/// <remarks>
/// Asked for by the first who wants to read it, never by a sync: it is large, and few read it. It stands in until the archive is here, whose own documentation
/// is known by the archive's digest.
/// </remarks>
internal sealed class UpstreamDocs : IDisposable
{
    private const int MaximumSize = 32 * 1024 * 1024;
    private const int MaximumAtOnce = 8;

    // A client waits, and the archive may be had where this cannot.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IPulpDatabase database;
    private readonly ArtifactIngest ingest;
    private readonly IUpstreamClientFactory clients;
    private readonly GalaxyTypes types;
    private readonly TimeProvider time;
    private readonly SharedWork<long, bool> fetching = new();
    private readonly SemaphoreSlim places = new(MaximumAtOnce);

    public UpstreamDocs(IPulpDatabase database, ArtifactIngest ingest, IUpstreamClientFactory clients, GalaxyTypes types, TimeProvider time)
    {
        this.database = database;
        this.ingest = ingest;
        this.clients = clients;
        this.types = types;
        this.time = time;
    }

    /// <summary>Gets the path of the documentation within its unit.</summary>
    public static string PathOf(string fileName) => fileName + ".docs-blob.json";

    /// <summary>Gets the documentation of a version, once however many ask.</summary>
    /// <param name="version">The collection version, saved.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>Whether it is here now.</returns>
    public Task<bool> FetchAsync(CollectionVersion version, CancellationToken cancellationToken) => fetching.RunAsync(version.StoreKey, () => FetchAsync(version), cancellationToken);

    public void Dispose() => places.Dispose();

    private async Task<bool> FetchAsync(CollectionVersion version)
    {
        using var tooLate = new CancellationTokenSource(Patience, time);
        try
        {
            await places.WaitAsync(tooLate.Token).ConfigureAwait(false);
            try
            {
                foreach (var remote in await RemotesAsync(version, tooLate.Token).ConfigureAwait(false))
                {
                    if (await AskAsync(remote, version, tooLate.Token).ConfigureAwait(false) is not { } docs)
                        continue;
                    await StoreAsync(docs, version, remote.DomainId).ConfigureAwait(false);
                    return true;
                }
            }
            finally
            {
                places.Release();
            }
        }
        catch (Exception exception) when (exception is PulpException || (exception is OperationCanceledException && tooLate.IsCancellationRequested))
        {
            // As good as none; whoever comes next tries again.
        }

        return false;
    }

    private Task<List<CollectionRemote>> RemotesAsync(CollectionVersion version, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var remotes = new List<CollectionRemote>();
            var files = (await session.Contents.GetFilesAsync([version.StoreKey]).ConfigureAwait(false))[version.StoreKey];
            foreach (var source in files.FirstOrDefault(file => file.RelativePath == version.FileName() && file.Stored is null)?.Sources ?? [])
            {
                if (await session.Resources.GetAsync(source.RemoteId).ConfigureAwait(false) is CollectionRemote remote)
                    remotes.Add(remote);
            }

            return remotes;
        },
        cancellationToken);

    private async Task<JsonElement?> AskAsync(CollectionRemote remote, CollectionVersion version, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.Create(RemoteConnection.SettingsOf(remote) with { MaxRetries = 0 });
            var galaxy = await GalaxyUpstream.FindAsync(client, new Uri(remote.Url), cancellationToken).ConfigureAwait(false);
            if (!galaxy.IsV3)
                return null;

            // The name and version may be another archive's by now, or another server's.
            var detail = new Uri(galaxy.Api, $"collections/{version.Namespace}/{version.Name}/versions/{version.Version}/");
            var stated = (await galaxy.FindAsync(detail, cancellationToken).ConfigureAwait(false))?.Field("artifact").TextOf("sha256");
            if (!version.Sha256.Equals(stated, StringComparison.OrdinalIgnoreCase))
                return null;
            var answer = await galaxy.FindAsync(new Uri(detail, "docs-blob/"), cancellationToken).ConfigureAwait(false);
            return answer?.Field("docs_blob") is { ValueKind: JsonValueKind.Object } docs && docs.EnumerateObject().Any() && JsonMarshal.GetRawUtf8Value(docs).Length <= MaximumSize ? docs : null;
        }
        catch (PulpException)
        {
            // What is wrong with upstream, fetching the archive will say.
            return null;
        }
    }

    private async Task StoreAsync(JsonElement docs, CollectionVersion version, Guid domainId)
    {
        using var bytes = new MemoryStream(JsonMarshal.GetRawUtf8Value(docs).ToArray(), writable: false);
        var staged = await ingest.StageAsync(bytes).ConfigureAwait(false);
        await ingest.CommitAsync(
            [staged],
            domainId,
            (session, artifacts) => session.Contents.SaveAsync(domainId, [types.Row(version, new NewContentFile(PathOf(version.FileName()), artifacts[0].StoreKey, []))])).ConfigureAwait(false);
    }
}
