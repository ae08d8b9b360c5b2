using System.Diagnostics.CodeAnalysis;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Distributions;

/// <summary>
/// Holds all distributions in memory, for finding the one a request is meant for.
/// </summary>
/// <remarks>
/// Loaded at start and replaced by the code that commits a change, before it answers. Reading takes no lock.
/// </remarks>
public sealed class DistributionTable : IResourceObserver
{
    private readonly Lock sync = new();
    private volatile Snapshot snapshot = Snapshot.Empty;

    /// <summary>Gets all distributions.</summary>
    public IReadOnlyCollection<Distribution> All => snapshot.ById.Values;

    /// <summary>Gets a number that grows with each change of any distribution.</summary>
    public long Generation => snapshot.Generation;

    /// <summary>Finds the distribution at a base path.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="basePath">The base path.</param>
    /// <param name="distribution">The distribution.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(Guid domainId, string basePath, [NotNullWhen(true)] out Distribution? distribution) =>
        snapshot.ByPath.TryGetValue((domainId, basePath), out distribution);

    /// <summary>Finds the distribution with the longest base path that a path begins with.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="path">A path without leading slash.</param>
    /// <param name="distribution">The distribution.</param>
    /// <param name="remainder">What follows the base path and its slash; null when the path is the base path without a slash.</param>
    /// <param name="isMeant">Tells which distributions may be found; null means all.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryMatch(Guid domainId, string path, [NotNullWhen(true)] out Distribution? distribution, out string? remainder, Func<Distribution, bool>? isMeant = null)
    {
        var current = snapshot;
        for (var end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (current.ByPath.TryGetValue((domainId, path[..end]), out distribution) && isMeant?.Invoke(distribution) != false)
            {
                remainder = end == path.Length ? null : path[(end + 1)..];
                return true;
            }
        }

        distribution = null;
        remainder = null;
        return false;
    }

    /// <summary>Loads the distributions of all domains.</summary>
    /// <param name="database">Where they are kept.</param>
    /// <param name="cancellationToken">Cancels loading.</param>
    /// <returns>A task.</returns>
    public async Task LoadAsync(IPulpDatabase database, CancellationToken cancellationToken = default)
    {
        const int atOnce = 1000;
        var loaded = new List<Distribution>();
        foreach (var domain in await database.ReadAsync(static session => session.Resources.DomainsAsync(), cancellationToken).ConfigureAwait(false))
        {
            var read = atOnce;
            for (var offset = 0; read == atOnce; offset += atOnce)
            {
                var query = new Query { Offset = offset, Limit = atOnce, WithCount = false };
                var page = await database.ReadAsync(session => session.Resources.QueryAsync(ResourceKind.Distribution, null, domain, query), cancellationToken).ConfigureAwait(false);
                loaded.AddRange(page.Items.OfType<Distribution>());
                read = page.Items.Count;
            }
        }

        lock (sync)
            snapshot = new Snapshot(loaded, snapshot.Generation + 1);
    }

    /// <inheritdoc/>
    public ValueTask ChangedAsync(IStoreSession session, Resource? resource, Resource? previous)
    {
        if ((resource ?? previous) is Distribution)
            session.OnCommitted(() => Replace(resource as Distribution, previous as Distribution));
        else if (resource is Repository && previous is Repository)
            session.OnCommitted(Renew);
        return ValueTask.CompletedTask;
    }

    // Who may read can be a matter of the repository: what was remembered of its distributions is asked anew.
    private void Renew()
    {
        lock (sync)
            snapshot = new Snapshot([.. snapshot.ById.Values], snapshot.Generation + 1);
    }

    private void Replace(Distribution? distribution, Distribution? previous)
    {
        lock (sync)
        {
            var all = snapshot.ById.Values.Where(other => other.Id != (distribution ?? previous)!.Id).ToList();
            if (distribution is not null)
                all.Add(distribution);
            snapshot = new Snapshot(all, snapshot.Generation + 1);
        }
    }

    private sealed class Snapshot
    {
        public Snapshot(IReadOnlyCollection<Distribution> all, long generation)
        {
            // Plain dictionaries: a pull-through cache changes the table often, and freezing costs more than it saves.
            ById = all.ToDictionary(distribution => distribution.Id);
            ByPath = all.ToDictionary(distribution => (distribution.DomainId, distribution.BasePath));
            Generation = generation;
        }

        public static Snapshot Empty { get; } = new([], 0);

        public Dictionary<Guid, Distribution> ById { get; }

        public Dictionary<(Guid DomainId, string BasePath), Distribution> ByPath { get; }

        public long Generation { get; }
    }
}
