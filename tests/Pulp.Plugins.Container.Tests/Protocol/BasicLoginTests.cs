using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Protocol;

/// <summary>The registry with tokens switched off.</summary>
[TestFixture]
public sealed class BasicLoginTests : RegistryTest
{
    private protected override Task<RegistryHost> StartAsync() =>
        RegistryHost.StartAsync(services => services.Configure<ContainerOptions>(options => options.TokenAuthentication = false));

    [Test]
    public async Task A_client_is_asked_for_its_login_and_there_is_no_token_service()
    {
        using var refused = await Host.GetAsync("v2/");
        await AssertAsync(refused, 401, "UNAUTHORIZED");
        Assert.That(refused.Headers.WwwAuthenticate.ToString(), Is.EqualTo("Basic realm=\"pulp\""));
        await AssertAsync(await Host.GetAsync("v2/", "admin"), 200);
        Assert.That((int)(await Host.GetAsync("token/?service=pulp", "admin")).StatusCode, Is.EqualTo(404));
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/", bearer: "x"), 401, "UNAUTHORIZED");
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/", user: "admin", password: "wrong"), 401, "UNAUTHORIZED");
    }

    [Test]
    public async Task An_empty_login_is_none_and_permissions_hold_as_ever()
    {
        await Host.CreateUserAsync("basic-stranger");
        await Host.CreateRepositoryAsync("basic/private", isPrivate: true);
        await PushImageAsync("basic/private", "1", "private", "layer");
        await PushImageAsync("basic/open", "1", "open", "layer");
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/", user: "", password: ""), 200);
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/basic/open/manifests/1", user: "", password: ""), 200);
        using (var refused = await Host.SendAsync(HttpMethod.Get, "v2/basic/private/manifests/1", user: "", password: ""))
        {
            await AssertAsync(refused, 401, "UNAUTHORIZED");
            Assert.That(refused.Headers.WwwAuthenticate.ToString(), Is.EqualTo("Basic realm=\"pulp\""));
        }

        await AssertAsync(await Host.GetAsync("v2/basic/private/manifests/1", "basic-stranger"), 403, "DENIED");
        await AssertAsync(await Host.GetAsync("v2/basic/private/manifests/1", "admin"), 200);
        await AssertAsync(await PushBlobAsync("basic/open", [1], ""), 401, "UNAUTHORIZED");
        await AssertAsync(await PushBlobAsync("basic/open", [1], "basic-stranger"), 403, "DENIED");
    }
}
