using Pulp.Plugins.Ansible.Models;
using Pulp.Resources;
using Pulp.Signing;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Signatures;

/// <summary>
/// Refuses a repository's <c>gpgkey</c> that could verify nothing.
/// </summary>
internal sealed class RepositoryKeyRule : IResourceRule
{
    public ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        if (resource is not AnsibleRepository { Gpgkey: { } key } || (previous as AnsibleRepository)?.Gpgkey == key)
            return ValueTask.CompletedTask;
        try
        {
            RepositoryKeys.Parse(key);
        }
        catch (OpenPgpFormatException malformed)
        {
            errors.Add("gpgkey", malformed.Message);
        }

        return ValueTask.CompletedTask;
    }
}
