using Pulp.Stores;

namespace Pulp.ContentTypes;

/// <summary>
/// Corrects documents and files of units that were kept wrongly, for example because their metadata was not known when they came.
/// </summary>
/// <remarks>
/// Content is immutable to everyone else: a correction changes what all versions say that hold the unit, and none of them becomes another. What was
/// made of versions and is kept in memory is not used any more.
/// </remarks>
public sealed class ContentCorrections
{
    private readonly IPulpDatabase database;
    private long count;

    /// <summary>Initializes the service.</summary>
    /// <param name="database">Where units are kept.</param>
    public ContentCorrections(IPulpDatabase database) => this.database = database;

    /// <summary>Gets how many corrections were made since the start. It grows before <see cref="CorrectAsync"/> returns.</summary>
    public long Count => Interlocked.Read(ref count);

    /// <summary>Corrects units.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="units">The units as they should be; see <see cref="IContentStore.CorrectAsync"/>.</param>
    /// <param name="cancellationToken">Cancels while waiting for the database.</param>
    /// <returns>For each unit, in order: whether it is there and something of it changed.</returns>
    /// <exception cref="ArgumentException">A unit's repository key, group key or references would change.</exception>
    public Task<IReadOnlyList<bool>> CorrectAsync(Guid domainId, IReadOnlyList<NewContent> units, CancellationToken cancellationToken = default) => database.WriteAsync(
        async session =>
        {
            var changed = await session.Contents.CorrectAsync(domainId, units).ConfigureAwait(false);
            if (changed.Contains(true))
                session.OnCommitted(() => Interlocked.Increment(ref count));
            return changed;
        },
        cancellationToken);
}
