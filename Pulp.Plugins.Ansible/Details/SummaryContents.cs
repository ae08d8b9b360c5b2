using Pulp.Plugins.Ansible.Models;

namespace Pulp.Plugins.Ansible.Details;

/// <summary>
/// Reads what is in the collections of one page of an answer, within a time that a client waits for a page: archives that nobody has looked into yet may take
/// longer, and are read to their end for the next one to ask.
/// </summary>
internal sealed class SummaryContents(CollectionDetails details, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Reads the lists of modules, plugins, roles and playbooks as JSON.</summary>
    /// <param name="units">Collection versions, saved.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The lists that are known, by the store's key of the unit.</returns>
    public async Task<IReadOnlyDictionary<long, byte[]>> ReadAsync(IReadOnlyCollection<CollectionVersion> units, CancellationToken cancellationToken)
    {
        var known = new Dictionary<long, byte[]>();
        using var patience = new CancellationTokenSource(Patience, time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        foreach (var unit in await details.ReadableAsync(units, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                if (await details.ReadAsync(unit, DetailPart.Contents, waiting.Token).ConfigureAwait(false) is { } contents)
                    known[unit.StoreKey] = contents;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return known;
            }
        }

        return known;
    }
}
