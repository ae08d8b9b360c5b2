using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Protocol;

[TestFixture]
public sealed class ReadingLoginTests : RegistryTest
{
    private protected override Task<RegistryHost> StartAsync() => RegistryHost.StartAsync(services => services.Configure<PulpOptions>(options => options.ReadingNeedsLogin = true));

    [Test]
    public async Task Where_reading_needs_a_login_nothing_is_pulled_or_listed_without()
    {
        var manifest = await PushImageAsync("login/app", "latest", "login", "l1");
        await Host.CreateUserAsync("reader");
        var anonymous = (await Host.GetJsonAsync("token/?service=pulp&scope=repository:login/app:pull", user: null)).GetProperty("token").GetString();
        foreach (var path in new[] { "manifests/latest", $"manifests/{Images.DigestOf(manifest)}", $"blobs/{Images.DigestOf(Images.Bytes("l1"))}", "tags/list", $"referrers/{Images.DigestOf(manifest)}" })
        {
            await AssertAsync(await Host.GetAsync($"v2/login/app/{path}"), 401, "UNAUTHORIZED");
            await AssertAsync(await Host.SendAsync(HttpMethod.Get, $"v2/login/app/{path}", bearer: anonymous), 401, "UNAUTHORIZED");
            await AssertAsync(await Host.GetAsync($"v2/login/app/{path}", "reader"), 200);
        }

        await AssertAsync(await Host.GetAsync("v2/_catalog"), 401, "UNAUTHORIZED");
        await AssertAsync(await Host.GetAsync("v2/_catalog", "reader"), 200);
    }
}
