using Pulp.Plugins.Ansible.Marks;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Actions;

/// <summary>
/// Starts taking a word from collection versions of a repository.
/// </summary>
internal sealed class UnmarkAction(MarkStart marks) : IResourceAction<AnsibleRepositoryMark, PulpTask>
{
    public Task<PulpTask> RunAsync(ResourceActionContext context, AnsibleRepositoryMark document, CancellationToken cancellationToken) =>
        marks.RunAsync(context, document, isMarked: false, cancellationToken);
}
