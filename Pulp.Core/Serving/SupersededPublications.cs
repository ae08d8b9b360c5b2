using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Pulp.Artifacts;
using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Serving;

/// <summary>
/// Remembers which publications each distribution served and since when it does not any more: clients that read the old metadata
/// a moment ago still find the files it names.
/// </summary>
internal sealed class SupersededPublications : IResourceObserver
{
    private const string StateName = "served_publications";
    private const int MaximumRemembered = 50;
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly DistributionTable table;
    private readonly TimeProvider time;
    private readonly TimeSpan retention;

    public SupersededPublications(IPulpDatabase database, PulpCatalog catalog, DistributionTable table, TimeProvider time, IOptions<PulpOptions> options)
    {
        this.database = database;
        this.catalog = catalog;
        this.table = table;
        this.time = time;
        retention = options.Value.DistributedPublicationRetentionPeriod;
    }

    public async ValueTask ChangedAsync(IStoreSession session, Resource? resource, Resource? previous)
    {
        if (retention <= TimeSpan.Zero)
            return;
        if (resource is Distribution distribution)
        {
            if (previous is Distribution before || distribution.Publication is not null || Publishes(distribution))
                await FollowAsync(session, distribution).ConfigureAwait(false);
        }
        else if (resource is Publication { Complete: true } publication && previous is not Publication { Complete: true }
            && await session.Versions.GetAsync(publication.RepositoryVersion).ConfigureAwait(false) is { } version)
        {
            foreach (var served in table.All.Where(served => Publishes(served) && (served.Repository == version.RepositoryId || served.RepositoryVersion == version.Id)))
                await FollowAsync(session, served).ConfigureAwait(false);
        }
    }

    /// <summary>Finds a file in the publications a distribution served until a short while ago, the latest first.</summary>
    public ValueTask<ContentArtifact?> FindAsync(Distribution distribution, ServedSource current, string path, CancellationToken cancellationToken)
    {
        return retention <= TimeSpan.Zero || path.Length == 0 || path.EndsWith('/') || (distribution.Publication is null && !Publishes(distribution))
            ? default
            : new(database.ReadAsync(SearchAsync, cancellationToken));

        async ValueTask<ContentArtifact?> SearchAsync(IStoreSession session)
        {
            var now = time.GetUtcNow();
            foreach (var (id, until) in Read(await session.States.GetAsync(distribution.Id, StateName).ConfigureAwait(false)))
            {
                if (until is { } ended && ended + retention > now && id != current.Id
                    && await ServedSources.OfPublicationAsync(session, id).ConfigureAwait(false) is { } earlier
                    && await ContentResolver.FindFileAsync(session, earlier, path).ConfigureAwait(false) is { } file)
                    return file;
            }

            return null;
        }
    }

    private bool Publishes(Distribution distribution) => catalog.TypeOf(distribution).ServesPublications;

    private async ValueTask FollowAsync(IStoreSession session, Distribution distribution)
    {
        var served = (await ServedSources.FindAsync(session, distribution, Publishes(distribution)).ConfigureAwait(false))?.Publication?.Id;
        var remembered = Read(await session.States.GetAsync(distribution.Id, StateName).ConfigureAwait(false));
        if (served is null && remembered.Count == 0)
            return;
        var now = time.GetUtcNow();
        var next = new List<(Guid Id, DateTimeOffset? Until)>();
        if (served is not null)
            next.Add((served.Value, null));
        next.AddRange(remembered.Where(entry => entry.Id != served).Select(entry => (entry.Id, entry.Until ?? now)).Where(entry => entry.Item2 + retention > now).Select(entry => (entry.Id, (DateTimeOffset?)entry.Item2)));
        if (next.SequenceEqual(remembered))
            return;
        await session.States.SetAsync(distribution.Id, [new(StateName, Write(next.Take(MaximumRemembered)))]).ConfigureAwait(false);
    }

    // One line per publication, the newest first: its identifier, and when it was superseded in seconds of Unix time.
    private static List<(Guid Id, DateTimeOffset? Until)> Read(byte[]? state)
    {
        var entries = new List<(Guid, DateTimeOffset?)>();
        foreach (var line in state is null ? [] : Encoding.ASCII.GetString(state).Split('\n'))
        {
            var parts = line.Split(' ');
            entries.Add((Guid.Parse(parts[0]), parts.Length == 1 ? null : DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[1], CultureInfo.InvariantCulture))));
        }

        return entries;
    }

    private static byte[] Write(IEnumerable<(Guid Id, DateTimeOffset? Until)> entries) => Encoding.ASCII.GetBytes(string.Join('\n', entries.Select(entry =>
        entry.Until is { } until ? string.Create(CultureInfo.InvariantCulture, $"{entry.Id} {until.ToUnixTimeSeconds()}") : entry.Id.ToString())));
}
