using System.Runtime.CompilerServices;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Requirements;
using Pulp.Stores;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Mirrors roles from a Galaxy server's API v1: all that it lists, or those that are chosen.
/// </summary>
internal sealed class RoleSync(IPulpDatabase database, GalaxyTypes types) : ISyncSource
{
    private const int DefaultConcurrency = 10;

    public async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = (AnsibleSyncOptions?)context.Options ?? new AnsibleSyncOptions();
        var choices = ChoicesOf(options);
        var reader = new RoleReader(context, database, types, new BrokenCollections(context, options.OnBroken), options.Optimize);
        var (galaxy, list) = await GalaxyUpstream.FindRolesAsync(context.Upstream, new Uri(context.Remote.Url), cancellationToken).ConfigureAwait(false);
        var progress = context.BeginProgress("Parsing Role Metadata", "sync.parsing.metadata");
        var concurrency = context.Remote.DownloadConcurrency ?? DefaultConcurrency;
        var asked = Reads(galaxy, list, reader, choices, cancellationToken);
        if (options.RoleLimit is { } limit)
            asked = asked.Take(limit);
        await foreach (var items in Ahead.SelectAsync(asked, concurrency, (read, token) => read(token), cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in items)
                yield return item;
            progress.Increment();
        }

        progress.Complete();
    }

    private static IReadOnlyList<RoleChoice> ChoicesOf(AnsibleSyncOptions options)
    {
        try
        {
            return [.. options.Roles.Select(RoleChoice.Parse)];
        }
        catch (RequirementsException malformed)
        {
            throw new SyncException($"What is asked for cannot be understood: {malformed.Message}", malformed);
        }
    }

    private static async IAsyncEnumerable<Func<CancellationToken, Task<IReadOnlyList<SyncItem>>>> Reads(
        GalaxyUpstream galaxy, Uri list, RoleReader reader, IReadOnlyList<RoleChoice> choices, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lists = choices.Count == 0 ? [list] : choices.Where(choice => choice.Name is null).Select(choice => new Uri(list, $"?owner__username={Uri.EscapeDataString(choice.Namespace)}&page_size=100"));
        foreach (var address in lists)
        {
            await foreach (var role in galaxy.ListAsync(address, cancellationToken).ConfigureAwait(false))
                yield return token => reader.ReadAsync(galaxy, list, role, token);
        }

        foreach (var choice in choices.Where(choice => choice.Name is not null))
            yield return token => reader.ReadAsync(galaxy, list, choice.Namespace, choice.Name!, choice.Version, token);
    }
}
