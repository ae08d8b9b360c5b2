using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.RoleApi;

/// <summary>Turns API v1 off.</summary>
[TestFixture]
public sealed class ServeRolesTests : GalaxyTest
{
    private protected override Task<GalaxyHost> StartAsync() => GalaxyHost.StartAsync(services => services.Configure<AnsibleOptions>(options => options.ServeRoles = false));

    [TestCase("/pulp_ansible/galaxy/default/api/")]
    [TestCase("/api/galaxy/")]
    [TestCase("/api/galaxy/content/off/")]
    public async Task Without_roles_no_API_v1_is_named_or_answered(string server)
    {
        if (await Host.LatestAsync("off") is null)
        {
            await Host.CreateRepositoryAsync("off");
            await Host.CreateRepositoryAsync("default");
        }

        Assert.That((await Host.GetJsonAsync(server)).GetProperty("available_versions").TryGetProperty("v1", out _), Is.False);
        await AssertAsync(await Host.GetAsync(server + "v1/roles/?name=x"), 404);
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, server + "v1/sync/"), 404);
    }
}
