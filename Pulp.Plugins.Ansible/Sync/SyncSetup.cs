using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Git;
using Pulp.Plugins.Ansible.PullThrough;
using Pulp.Plugins.Ansible.Signatures;
using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Registers what syncs need.
/// </summary>
internal static class SyncSetup
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<IResourceRule, CollectionRemoteRule>();
        services.AddSingleton<IResourceRule, GitRemoteRule>();
        services.AddSingleton<ManifestSignatures>();
        services.AddSingleton<CollectionSyncServices>();
        services.AddSingleton<GitCheckouts>();
        services.AddSingleton<GitSources>();
        services.AddSingleton<CollectionFetching>();
    }
}
