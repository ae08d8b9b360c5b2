using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Resources;

namespace Pulp.Plugins.Container.Tests.Sync;

[TestFixture]
public sealed class ContainerRemoteRuleTests : RegistryTest
{
    [TestCase("Team/App", null, "upstream_name")]
    [TestCase("team/app:1.0", null, "upstream_name")]
    [TestCase("../admin", null, "upstream_name")]
    [TestCase("team/app", "http://auth.example/", "token_server")]
    [TestCase("team/app", "auth.example", "token_server")]
    [TestCase("team/app", "https://auth.example/", null)]
    [TestCase("team/app", null, null)]
    public async Task A_remote_that_no_registry_can_answer_is_refused(string upstreamName, string? tokenServer, string? field)
    {
        var remote = new ContainerRemote { Name = Guid.NewGuid().ToString(), Url = "https://registry.example/", UpstreamName = upstreamName, TokenServer = tokenServer };
        var outcome = await Host.Services.GetRequiredService<ResourceChanges>().CreateAsync(remote);
        Assert.That((outcome as ChangeOutcome.Invalid)?.Errors.Keys.SingleOrDefault(), Is.EqualTo(field));
    }

    [TestCase("https://user:secret@signatures.example/", null, "sigstore")]
    [TestCase("signatures.example", null, "sigstore")]
    [TestCase("https://signatures.example/store", "https://user:secret@auth.example/", "token_server")]
    [TestCase("https://signatures.example/store", "https://auth.example/", null)]
    public async Task Addresses_beside_the_registry_hold_no_login_that_everyone_could_read(string sigstore, string? tokenServer, string? field)
    {
        var remote = new ContainerRemote { Name = Guid.NewGuid().ToString(), Url = "https://registry.example/", UpstreamName = "team/app", Sigstore = sigstore, TokenServer = tokenServer };
        var outcome = await Host.Services.GetRequiredService<ResourceChanges>().CreateAsync(remote);
        Assert.That((outcome as ChangeOutcome.Invalid)?.Errors.Keys.SingleOrDefault(), Is.EqualTo(field));
    }

    [TestCase("https://registry-1.docker.io/", null, "https://auth.docker.io/")]
    [TestCase("https://registry.example/", null, null)]
    [TestCase("https://docker.io.example/", null, null)]
    [TestCase("https://registry.example/", "https://auth.example/token", "https://auth.example/token")]
    public void The_login_may_go_to_the_token_server_that_is_named_or_known(string url, string? named, string? server) =>
        Assert.That(new ContainerRemote { Name = "r", Url = url, UpstreamName = "a", TokenServer = named }.GetTokenServer()?.ToString(), Is.EqualTo(server));
}
