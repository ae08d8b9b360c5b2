using Pulp.Artifacts;
using Pulp.Downloads;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Sync;
using Pulp.Remotes;
using Pulp.Stores;

namespace Pulp.Plugins.Python.Repair;

/// <summary>
/// Asks the JSON API of remotes for what packages that are not stored say of themselves.
/// </summary>
internal sealed class UpstreamMetadata
{
    private readonly IPulpDatabase database;
    private readonly IUpstreamClientFactory clients;

    public UpstreamMetadata(IPulpDatabase database, IUpstreamClientFactory clients)
    {
        this.database = database;
        this.clients = clients;
    }

    /// <summary>Begins to ask; each remote is found out once.</summary>
    public Reading Begin() => new(database, clients);

    /// <summary>Keeps what one repair learned of the remotes, and the last release read, which has several files.</summary>
    internal sealed class Reading(IPulpDatabase database, IUpstreamClientFactory clients) : IDisposable
    {
        private readonly Dictionary<Guid, RemoteApi> remotes = [];
        private (Guid Remote, string Name, string Version) last;
        private ProjectMetadata? lastRead;

        /// <summary>Asks for a package.</summary>
        /// <param name="package">The package as it is known.</param>
        /// <param name="sources">Where its file can be fetched.</param>
        /// <param name="cancellationToken">Cancels.</param>
        /// <returns>The package as its release is described; null when no source's remote tells of this very file.</returns>
        public async Task<PythonPackage?> ReadAsync(PythonPackage package, IReadOnlyList<RemoteArtifact> sources, CancellationToken cancellationToken)
        {
            if (!ProjectName.TryParse(package.Name, out var name))
                return null;
            foreach (var source in sources)
            {
                if ((await ReleaseAsync(source.RemoteId, name, package.Version, cancellationToken).ConfigureAwait(false))?.Repair(package) is { } repaired)
                    return repaired;
            }

            return null;
        }

        public void Dispose()
        {
            foreach (var remote in remotes.Values)
                remote.Dispose();
        }

        private async Task<ProjectMetadata?> ReleaseAsync(Guid remoteId, ProjectName name, string version, CancellationToken cancellationToken)
        {
            var release = (remoteId, name.Normalized, version);
            if (release == last)
                return lastRead;
            if (!remotes.TryGetValue(remoteId, out var remote))
                remotes[remoteId] = remote = await FindAsync(remoteId, name, cancellationToken).ConfigureAwait(false);
            lastRead = await remote.ReadAsync(name, version, cancellationToken).ConfigureAwait(false);
            last = release;
            return lastRead;
        }

        private async Task<RemoteApi> FindAsync(Guid remoteId, ProjectName name, CancellationToken cancellationToken)
        {
            if (await database.ReadAsync(session => session.Resources.GetAsync(remoteId), cancellationToken).ConfigureAwait(false) is not PythonRemote remote)
                return new RemoteApi(client: null, site: null);
            var client = clients.Create(RemoteConnection.SettingsOf(remote));
            try
            {
                return new RemoteApi(client, (await IndexLocation.FindAsync(client, new Uri(remote.Url), name, cancellationToken).ConfigureAwait(false)).Site);
            }
            catch (PulpException)
            {
                // Of what is not there, nothing is learned: the packages stay as they are and are counted.
                return new RemoteApi(client, site: null);
            }
        }
    }

    /// <summary>Asks one remote, and gives up when the first few releases are not known: some may be gone, but not all.</summary>
    private sealed class RemoteApi(UpstreamClient? client, Uri? site) : IDisposable
    {
        private const int Patience = 5;
        private JsonApi? api;
        private bool isThere;
        private int misses;

        public async Task<ProjectMetadata?> ReadAsync(ProjectName name, string version, CancellationToken cancellationToken)
        {
            if (client is null || site is null || misses == Patience)
                return null;
            api ??= new JsonApi(client, site, static (_, _) => { });
            var read = await api.ReadAsync(name, version, cancellationToken).ConfigureAwait(false);
            isThere |= read is not null;
            if (!isThere)
            {
                misses++;
                api = null;
            }

            return read;
        }

        public void Dispose() => client?.Dispose();
    }
}
