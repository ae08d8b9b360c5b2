using System.Runtime.CompilerServices;
using Pulp.Plugins.Ansible.Models;
using Pulp.Remotes;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Declares what belongs to collection versions, their signatures and marks, after the versions themselves are saved: a version may turn out not to be had.
/// </summary>
internal sealed class Followers
{
    // So many may wait: the texts of their signatures are in memory.
    private const int Window = 500;
    private const int Verifications = 4;
    private readonly SyncContext context;
    private readonly SignatureChoice signatures;
    private readonly Queue<(UpstreamVersion Version, DeclaredContent Unit)> waiting = new();

    public Followers(SyncContext context, SignatureChoice signatures)
    {
        this.context = context;
        this.signatures = signatures;
    }

    /// <summary>Takes a version that is about to be yielded.</summary>
    public void Add(UpstreamVersion version, DeclaredContent unit)
    {
        if (version.Signatures.Count > 0 || version.Marks.Count > 0)
            waiting.Enqueue((version, unit));
    }

    /// <summary>Declares what belongs to versions that were yielded before.</summary>
    /// <param name="all">Whether all are waited for, or only as many as it takes to keep memory bounded.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async IAsyncEnumerable<SyncItem> DrainAsync(bool all, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // What stays a promise is saved in any case: there is nothing to wait for.
        var isHere = context.Remote.Policy == DownloadPolicy.Immediate;
        var left = all || !isHere ? 0 : Window / 2;
        if (!all && isHere && waiting.Count <= Window)
            yield break;
        await foreach (var items in Ahead.SelectAsync(TakeAsync(left), Verifications, (next, token) => DeclareAsync(next.Version, next.Unit, isHere, token), cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in items)
                yield return item;
        }
    }

    private async IAsyncEnumerable<(UpstreamVersion Version, DeclaredContent Unit)> TakeAsync(int left)
    {
        while (waiting.Count > left)
            yield return waiting.Dequeue();
        await Task.CompletedTask.ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<DeclaredContent>> DeclareAsync(UpstreamVersion version, DeclaredContent unit, bool isHere, CancellationToken cancellationToken)
    {
        var isFetched = isHere || version.Unit.Sha256.Length == 0;
        if (isFetched && !await IsSavedAsync(unit, cancellationToken).ConfigureAwait(false))
            return [];
        var saved = (CollectionVersion)unit.Content;
        var items = new List<DeclaredContent>();
        await foreach (var signature in signatures.ChooseAsync(version, saved, isFetched, cancellationToken).ConfigureAwait(false))
            items.Add(new DeclaredContent(signature));
        items.AddRange(version.Marks.Select(mark => new DeclaredContent(new CollectionVersionMark { CollectionSha256 = saved.Sha256, Value = mark })));
        return items;
    }

    private static async Task<bool> IsSavedAsync(DeclaredContent unit, CancellationToken cancellationToken)
    {
        try
        {
            await unit.Saved.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PulpException) when (unit.IsOptional)
        {
            return false;
        }
    }
}
