using System.Collections.Concurrent;
using Pulp.ContentTypes;
using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Serving;

/// <summary>
/// Knows what each distribution serves at the moment: the publication, version or repository's latest version it names; of a type that serves publications
/// the newest publication of that version or repository, and nothing as long as there is none.
/// </summary>
/// <remarks>Answers from memory; what is kept there is replaced by the code that commits a change, before it answers.</remarks>
public sealed class ServedSources : IResourceObserver
{
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly LatestVersions latest;
    private readonly ContentCorrections corrections;

    // By what a distribution names (a publication, a version, or the repository of a type that serves publications) and whether it serves publications; null where there is none yet.
    private readonly ConcurrentDictionary<(Guid Name, bool Publishes), ServedSource?> named = new();

    /// <summary>Initializes the service.</summary>
    /// <param name="database">Where versions and publications are kept.</param>
    /// <param name="catalog">The registered types.</param>
    /// <param name="latest">The latest versions in memory.</param>
    /// <param name="corrections">Tells whether what versions say was corrected.</param>
    public ServedSources(IPulpDatabase database, PulpCatalog catalog, LatestVersions latest, ContentCorrections corrections)
    {
        this.database = database;
        this.catalog = catalog;
        this.latest = latest;
        this.corrections = corrections;
    }

    /// <summary>Gets what a distribution serves.</summary>
    /// <param name="distribution">The distribution.</param>
    /// <param name="cancellationToken">Cancels loading.</param>
    /// <returns>The source, or null when the distribution names none, when nothing is published yet, or when it serves checkpoints, which are reached by their time alone.</returns>
    public ValueTask<ServedSource?> GetAsync(Distribution distribution, CancellationToken cancellationToken = default)
    {
        if (distribution.Checkpoint)
            return default;
        var publishes = catalog.TypeOf(distribution).ServesPublications;
        if (distribution.Publication is null && distribution.RepositoryVersion is null && !publishes)
            return distribution.Repository is { } repository ? LatestAsync(repository, cancellationToken) : default;
        return NameOf(distribution) is not { } name ? default
            : named.TryGetValue((name, publishes), out var known) ? new(known is null ? null : AsOfNow(known))
            : LoadAsync(distribution, name, publishes, cancellationToken);
    }

    /// <summary>Gets whether a distribution still serves a source, as far as memory knows.</summary>
    /// <param name="distribution">The distribution as it is now.</param>
    /// <param name="sourceId">The identifier of the source.</param>
    /// <returns>False also when it is not known.</returns>
    public bool IsCurrent(Distribution distribution, Guid sourceId)
    {
        if (distribution.Checkpoint)
            return false;
        if (distribution.Publication is { } publication)
            return ServedSource.IdOf(publication, corrections.Count) == sourceId;
        if (catalog.TypeOf(distribution).ServesPublications)
            return NameOf(distribution) is { } name && named.TryGetValue((name, true), out var source) && source is not null && AsOfNow(source).Id == sourceId;
        if (distribution.RepositoryVersion is { } version)
            return ServedSource.IdOf(version, corrections.Count) == sourceId;
        return distribution.Repository is { } repository && latest.Peek(repository) is { } current && ServedSource.IdOf(current.Id, corrections.Count) == sourceId;
    }

    /// <inheritdoc/>
    public ValueTask ChangedAsync(IStoreSession session, Resource? resource, Resource? previous)
    {
        // A deleted version takes its publications along without a word; they were not served then, so a change of the distribution comes first.
        if ((resource ?? previous) is Distribution or Publication)
            session.OnCommitted(named.Clear);
        return ValueTask.CompletedTask;
    }

    internal static async ValueTask<ServedSource?> FindAsync(IStoreSession session, Distribution distribution, bool publishes)
    {
        if (distribution.Publication is { } publicationId)
            return await OfPublicationAsync(session, publicationId).ConfigureAwait(false);
        if (publishes)
        {
            var newest = distribution.RepositoryVersion is { } pinned ? await NewestPublications.OfVersionAsync(session, pinned).ConfigureAwait(false)
                : distribution.Repository is { } followed ? await NewestPublications.OfRepositoryAsync(session, followed).ConfigureAwait(false)
                : null;
            return newest is null ? null : await OfPublicationAsync(session, newest.Value).ConfigureAwait(false);
        }

        var version = distribution.RepositoryVersion is { } id ? await session.Versions.GetAsync(id).ConfigureAwait(false)
            : distribution.Repository is { } repository ? await session.Versions.FindAsync(repository).ConfigureAwait(false)
            : null;
        return version is null ? null : new ServedSource(version, Publication: null);
    }

    internal static async ValueTask<ServedSource?> OfPublicationAsync(IStoreSession session, Guid publicationId) =>
        await session.Resources.GetAsync(publicationId).ConfigureAwait(false) is Publication { Complete: true } publication
        && await session.Versions.GetAsync(publication.RepositoryVersion).ConfigureAwait(false) is { } version
            ? new ServedSource(version, publication)
            : null;

    private static Guid? NameOf(Distribution distribution) => distribution.Publication ?? distribution.RepositoryVersion ?? distribution.Repository;

    private async ValueTask<ServedSource?> LatestAsync(Guid repository, CancellationToken cancellationToken) =>
        await latest.GetAsync(repository, cancellationToken).ConfigureAwait(false) is { } version ? new ServedSource(version, Publication: null, corrections.Count) : null;

    private ServedSource AsOfNow(ServedSource known) => known.Corrections == corrections.Count ? known : known with { Corrections = corrections.Count };

    // Loaded as a write, so that it takes its turn with the commits that clear what is in memory.
    private async ValueTask<ServedSource?> LoadAsync(Distribution distribution, Guid name, bool publishes, CancellationToken cancellationToken) => await database.WriteAsync(
        async session =>
        {
            var source = await FindAsync(session, distribution, publishes).ConfigureAwait(false) is { } found ? AsOfNow(found) : null;
            session.OnCommitted(() => named[(name, publishes)] = source);
            return source;
        },
        cancellationToken).ConfigureAwait(false);
}
