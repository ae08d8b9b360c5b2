using Pulp.ContentTypes;
using Pulp.Repositories;

namespace Pulp.Plugins.Ansible.Indexes;

/// <summary>
/// Keeps the indexes of the repositories that were asked last, as many as have room. A new version is followed at the cost of what is new in it.
/// </summary>
/// <param name="corrections">Tells when what was read says something else by now.</param>
/// <param name="maximumEntries">How many entries are kept in all; the last index is kept however large it is.</param>
internal abstract class VersionIndexes<TIndex>(ContentCorrections corrections, int maximumEntries) : IDisposable
    where TIndex : class, IVersionIndex
{
    private readonly SemaphoreSlim building = new(1);
    private readonly Lock sync = new();

    // The last used come last.
    private readonly List<TIndex> kept = [];

    /// <summary>Gets the index of a version.</summary>
    public async ValueTask<TIndex> GetAsync(RepositoryVersion version, CancellationToken cancellationToken)
    {
        if (Find(version) is { } known && known.Version.Id == version.Id && known.Corrections == corrections.Count)
            return known;
        // One at a time: who waits for the same one finds it then.
        await building.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // What a correction changed is read again from the beginning.
            var now = corrections.Count;
            var previous = Find(version) is { } kept && kept.Corrections == now ? kept : null;
            if (previous?.Version.Id == version.Id)
                return previous;
            var index = await BuildAsync(version, previous, now, cancellationToken).ConfigureAwait(false);
            Keep(index);
            return index;
        }
        finally
        {
            building.Release();
        }
    }

    /// <summary>Forgets all indexes; who asks has them made anew.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        // What is being made now was begun before.
        await building.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            lock (sync)
                kept.Clear();
        }
        finally
        {
            building.Release();
        }
    }

    public void Dispose() => building.Dispose();

    /// <summary>Makes the index of a version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="previous">That of another version of the repository, perhaps deleted by now; null when none is kept.</param>
    /// <param name="corrected">How many corrections of content there have been.</param>
    /// <param name="cancellationToken">Cancels.</param>
    private protected abstract Task<TIndex> BuildAsync(RepositoryVersion version, TIndex? previous, long corrected, CancellationToken cancellationToken);

    private TIndex? Find(RepositoryVersion version)
    {
        lock (sync)
        {
            if ((kept.Find(index => index.Version.Id == version.Id) ?? kept.FindLast(index => index.Version.RepositoryId == version.RepositoryId)) is not { } found)
                return null;
            kept.Remove(found);
            kept.Add(found);
            return found;
        }
    }

    private void Keep(TIndex index)
    {
        lock (sync)
        {
            // One more of the repository stays: distributions may serve its latest version and another.
            var last = kept.FindLast(other => other.Version.RepositoryId == index.Version.RepositoryId && other.Version.Id != index.Version.Id);
            kept.RemoveAll(other => other.Version.RepositoryId == index.Version.RepositoryId && other != last);
            kept.Add(index);
            while (kept.Count > 1 && kept.Sum(other => (long)other.Count) > maximumEntries)
                kept.RemoveAt(0);
        }
    }
}
