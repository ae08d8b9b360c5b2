using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Changes;
using Pulp.Plugins.Ansible.Downloads;
using Pulp.Plugins.Ansible.Indexes;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Details;
using Pulp.Plugins.Ansible.Publishing;
using Pulp.Plugins.Ansible.RoleApi;
using Pulp.Plugins.Ansible.Roles;
using Pulp.Plugins.Ansible.Search;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Declares what serving and publishing need.
/// </summary>
internal static class GalaxySetup
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<GalaxyTypes>();
        services.AddSingleton<PrivateRepositories>();
        services.AddSingleton<IResourceObserver>(provider => provider.GetRequiredService<PrivateRepositories>());
        services.AddSingleton<IResourceRule, NamespaceRule>();
        services.AddSingleton<CollectionReading>();
        services.AddSingleton<RoleIndexes>();
        services.AddSingleton<RoleReading>();
        services.AddSingleton<NamespaceReading>();
        services.AddSingleton<SearchIndexes>();
        services.AddPulpTask<RebuildSearchTask, RebuildSearch>(RebuildSearchTask.TaskName);
        services.AddSingleton<RepositoryCollections>();
        services.AddSingleton<DownloadCounts>();
        services.AddSingleton<IStartupStep>(provider => provider.GetRequiredService<DownloadCounts>());
        services.AddSingleton<DownloadLog>();
        services.AddSingleton<GalaxyServices>();
        services.AddSingleton<CollectionPublishing>();
        services.AddSingleton<NamespaceOwnership>();
        services.AddPulpTask<ImportCollectionTask, ImportCollection>(ImportCollectionTask.TaskName);
        services.AddPulpTask<SetDeprecationTask, SetDeprecation>(SetDeprecationTask.TaskName);
        services.AddPulpTask<SetNamespaceTask, SetNamespace>(SetNamespaceTask.TaskName);
        services.AddPulpTask<RemoveNamespaceTask, RemoveNamespace>(RemoveNamespaceTask.TaskName);
        services.AddSingleton<RoleImports>();
        services.AddSingleton<RoleNamespaces>();
        services.AddSingleton<RoleArchives>();
        services.AddSingleton<ForeignFragments>();
        services.AddSingleton<RoleApiServices>();
        services.AddPulpTask<ImportRoleTask, ImportRole>(ImportRoleTask.TaskName);
        services.AddPulpTask<RemoveRoleTask, RemoveRole>(RemoveRoleTask.TaskName);
        services.AddPulpTask<RemoveCollectionTask, RemoveCollection>(RemoveCollectionTask.TaskName);
    }

    public static void AddTypes(PluginBuilder plugin) => plugin
        .AddOptions<AnsibleOptions>()
        .AddResource<AnsibleNamespace>("namespace", "namespaces")
        .AddResource<Collection>("collection", "collections", ResourceOperations.Share, area: "ansible")
        .AddPermission<AnsibleNamespace>("upload_to", "Can publish collections in a namespace.")
        .AddPermission<AnsibleRepository>("publish", "Can publish collections in a repository, in the namespaces of one's own.")
        .AddPermission<AnsibleDistribution>("pull_new", "Can have a collection that is not here fetched from the distribution's remote.")
        .AddRole("ansible.ansibledistribution_puller", "ansible.view_ansibledistribution", "ansible.pull_new_ansibledistribution")
        .AddRole("ansible.ansiblerepository_approver", "ansible.view_ansiblerepository", "ansible.approve_ansiblerepository")
        .AddRole("ansible.ansiblerepository_publisher", "ansible.view_ansiblerepository", "ansible.publish_ansiblerepository")
        .AddRole("ansible.ansiblenamespace_publisher", "ansible.view_ansiblenamespace", "ansible.upload_to_ansiblenamespace");
}
