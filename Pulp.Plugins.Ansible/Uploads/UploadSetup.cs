using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Rebuilding;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Uploads;

/// <summary>
/// Declares what reading archives needs.
/// </summary>
internal static class UploadSetup
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<NamedCollections>();
        services.AddPulpTask<RebuildMetadataTask, RebuildMetadata>(RebuildMetadataTask.TaskName);
    }

    public static void AddTypes(PluginBuilder plugin) => plugin
        .AddAction<AnsibleRepository, RebuildMetadataAction>("rebuild_metadata", needs: "modify")
        .AddVersionAction<AnsibleRepository, RebuildMetadataAction>("rebuild_metadata", needs: "modify");
}
