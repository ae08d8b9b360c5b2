using System.Runtime.CompilerServices;
using Pulp.Plugins.Ansible.Requirements;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Takes the roles that a requirements file asks for, from the API v1 of the remote's server.
/// </summary>
internal sealed class RequiredRoles
{
    private readonly SyncContext context;
    private readonly CollectionSyncServices services;
    private readonly Intake intake;

    public RequiredRoles(SyncContext context, CollectionSyncServices services, Intake intake)
    {
        this.context = context;
        this.services = services;
        this.intake = intake;
    }

    /// <summary>Reads the roles.</summary>
    /// <param name="roles">What is asked for.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What the sync gets of them.</returns>
    public async IAsyncEnumerable<SyncItem> ReadAsync(IReadOnlyList<RoleRequirement> roles, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (roles.Count == 0)
            yield break;
        var progress = context.BeginProgress("Parsing Role Metadata", "sync.parsing.roles", roles.Count);
        if (await GalaxyUpstream.TryFindRolesAsync(context.Upstream, new Uri(context.Remote.Url), cancellationToken).ConfigureAwait(false) is not var (galaxy, list))
        {
            foreach (var role in roles)
            {
                intake.Broken.Report("upstream has no roles (API v1)", $"{role.Namespace}.{role.Name}");
                yield return new KeptGroup($"{role.Namespace}.{role.Name}");
            }

            yield break;
        }

        var reader = new RoleReader(context, services.Database, services.Types, intake.Broken, intake.Optimizes);
        var read = Ahead.SelectAsync(
            roles.ToAsyncEnumerable(), intake.Reader.Concurrency, (role, token) => reader.ReadAsync(galaxy, list, role.Namespace, role.Name, role.Version, token), cancellationToken);
        await foreach (var items in read.ConfigureAwait(false))
        {
            foreach (var item in items)
                yield return item;
            progress.Increment();
        }

        progress.Complete();
    }
}
