using Pulp.Plugins.Ansible.Git;
using Pulp.Plugins.Ansible.Models;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Refuses remotes to git repositories that name what git would not take as a branch, tag or commit.
/// </summary>
internal sealed class GitRemoteRule : IResourceRule
{
    public ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        if (resource is not GitRemote remote)
            return ValueTask.CompletedTask;
        if (remote.GitRef.Length > 0 && !GitReference.IsValid(remote.GitRef))
            errors.Add("git_ref", "Write the name of a branch or tag, or a commit: letters, digits, and . _ / @ + - after the first character.");
        return ValueTask.CompletedTask;
    }
}
