using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Promotion;

/// <summary>
/// Starts promotions of collection versions.
/// </summary>
internal sealed class Promotions(TaskDispatcher dispatcher, GalaxyTypes types)
{
    /// <summary>Starts a promotion.</summary>
    /// <param name="request">The request for a task; its name and locks are set here.</param>
    /// <param name="promotion">What goes where.</param>
    /// <param name="repositories">All repositories it touches.</param>
    /// <param name="cancellationToken">Cancels; not the task, once it is asked for.</param>
    public Task<PulpTask> StartAsync(TaskRequest request, PromoteCollections promotion, IEnumerable<AnsibleRepository> repositories, CancellationToken cancellationToken) =>
        dispatcher.DispatchAsync<PromoteCollectionsTask, PromoteCollections>(
            request with { Name = PromoteCollectionsTask.TaskName, Locks = [.. repositories.Select(repository => $"shared:{types.PrnOf(repository)}").Distinct(StringComparer.Ordinal)] },
            promotion,
            cancellationToken);

    /// <summary>Describes how what waits in a repository's staging repository is approved.</summary>
    /// <param name="repository">The repository, which has a staging repository.</param>
    /// <param name="units">The collection versions.</param>
    /// <param name="serviceId">The service that signs; null for the repository's own.</param>
    public static PromoteCollections Approval(AnsibleRepository repository, IReadOnlyList<Guid> units, Guid? serviceId) => new(
        repository.StagingRepository!.Value, units, [repository.Id], serviceId ?? repository.ApprovalSigningService, IsMove: true, repository.ApprovalRequiresSignature);
}
