using Pulp.Plugins.Ansible.Marks;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Actions;

/// <summary>
/// Starts putting a word on collection versions of a repository.
/// </summary>
internal sealed class MarkAction(MarkStart marks) : IResourceAction<AnsibleRepositoryMark, PulpTask>
{
    public Task<PulpTask> RunAsync(ResourceActionContext context, AnsibleRepositoryMark document, CancellationToken cancellationToken) =>
        marks.RunAsync(context, document, isMarked: true, cancellationToken);
}
