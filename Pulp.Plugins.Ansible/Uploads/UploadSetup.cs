using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Details;

namespace Pulp.Plugins.Ansible.Uploads;

/// <summary>
/// Declares what reading archives needs.
/// </summary>
internal static class UploadSetup
{
    public static void AddServices(IServiceCollection services) => services.AddSingleton<CollectionDetails>();
}
