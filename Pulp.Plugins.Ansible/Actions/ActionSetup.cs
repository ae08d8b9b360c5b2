using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pulp.Plugins.Ansible.Details;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Marks;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Promotion;
using Pulp.Plugins.Ansible.Signatures;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Actions;

/// <summary>
/// Declares what repositories can be asked for: to sign, mark, copy, move, approve and reject collections.
/// </summary>
internal static class ActionSetup
{
    public static void Add(PluginBuilder plugin)
    {
        AddServices(plugin.Services);
        plugin
            .AddPermission<AnsibleRepository>("approve", "Can approve and reject collections that wait in the staging repository.")
            .AddAction<AnsibleRepository, SignAction>("sign", needs: "modify")
            .AddAction<AnsibleRepository, MarkAction>("mark", needs: "modify")
            .AddAction<AnsibleRepository, UnmarkAction>("unmark", needs: "modify")
            .AddAction<AnsibleRepository, CopyCollectionsAction>("copy_collection_version", needs: "view")
            .AddAction<AnsibleRepository, MoveCollectionsAction>("move_collection_version", needs: "modify")
            .AddAction<AnsibleRepository, ApproveAction>("approve", needs: "approve")
            .AddAction<AnsibleRepository, RejectAction>("reject", needs: "approve");
    }

    private static void AddServices(IServiceCollection services)
    {
        services.TryAddSingleton<ManifestSignatures>();
        services.AddSingleton<PromisedArchives>();
        services.AddSingleton<UpstreamDocs>();
        services.AddSingleton<CollectionAdditions>();
        services.AddSingleton<CollectionSigning>();
        services.AddSingleton<ActionChecks>();
        services.AddSingleton<MarkStart>();
        services.AddSingleton<Promotions>();
        services.AddSingleton<IResourceRule, ApprovalRule>();
        services.AddSingleton<IResourceRule, RepositoryKeyRule>();
        services.AddPulpTask<SignCollectionsTask, SignCollections>(SignCollectionsTask.TaskName);
        services.AddPulpTask<MarkCollectionsTask, MarkCollections>(MarkCollectionsTask.TaskName);
        services.AddPulpTask<CopyContentTask, CopyContent>(CopyContentTask.TaskName);
        services.AddPulpTask<PromoteCollectionsTask, PromoteCollections>(PromoteCollectionsTask.TaskName);
    }
}
