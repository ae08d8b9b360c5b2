using System.Security.Cryptography;
using Pulp.FunctionalTests.Support;
using static Pulp.FunctionalTests.Stories;

namespace Pulp.FunctionalTests.Ansible;

[TestFixture]
[Category("RealClients")]
public sealed class MirrorTests
{
    [TestCase("immediate")]
    [TestCase("on_demand")]
    public async Task A_mirror_gives_the_same_bytes_as_its_upstream_also_while_that_is_stopped(string policy)
    {
        var upstream = await PulpProcess.StartAsync();
        await using var stopping = upstream;
        await PublishAsync(upstream);
        var mirror = await Galaxies.CreateAsync(Host, $"mirror-{policy}");
        var remote = await CreateRemoteAsync($"mirror-{policy}", Galaxies.AddressOf(upstream, "hub"), policy);
        await Host.Api.SyncAsync(mirror, remote);

        using var first = new AnsibleClient(Galaxies.AddressOf(upstream, "hub"));
        using var second = new AnsibleClient(Galaxies.AddressOf(Host, $"mirror-{policy}"));
        Assert.That(await DownloadAsync(second), Is.EqualTo(await DownloadAsync(first)));

        await upstream.InterruptAsync();
        using var third = new AnsibleClient(Galaxies.AddressOf(Host, $"mirror-{policy}"));
        (await third.RunAsync("collection", "install", "acme.tools")).Succeeded();
        Assert.That((third.Installed("acme", "tools"), third.Installed("acme", "base")), Is.EqualTo(("1.0.0", "1.1.0")));
        (await third.RunAsync("collection", "verify", "acme.tools", "acme.base")).Succeeded();
    }

    [Test]
    public async Task A_mirror_of_requirements_takes_what_they_need_and_nothing_else()
    {
        var upstream = await PulpProcess.StartAsync();
        await using var stopping = upstream;
        await PublishAsync(upstream);
        var mirror = await Galaxies.CreateAsync(Host, "mirror-requirements");
        var remote = await CreateRemoteAsync("mirror-requirements", Galaxies.AddressOf(upstream, "hub"), "on_demand", "collections:\n  - name: acme.tools\n    version: '>=1.0.0'\n");
        await Host.Api.SyncAsync(mirror, remote);

        using var client = new AnsibleClient(Galaxies.AddressOf(Host, "mirror-requirements"));
        (await client.RunAsync("collection", "install", "acme.tools")).Succeeded();
        Assert.That((await client.RunAsync("collection", "install", "acme.other")).ExitCode, Is.Not.Zero);
        await Host.Api.SyncAsync(mirror, remote);
        Assert.That(await Host.Api.VersionNumbersAsync(mirror), Is.EqualTo(new[] { 0, 1 }));
    }

    private static async Task PublishAsync(PulpProcess upstream)
    {
        await Galaxies.CreateAsync(upstream, "hub");
        using var publisher = AnsibleClient.WithPassword(Galaxies.AddressOf(upstream, "hub"), "admin", upstream.Password);
        string[] files =
        [
            await publisher.BuildAsync("acme", "base", "1.0.0"),
            await publisher.BuildAsync("acme", "base", "1.1.0"),
            await publisher.BuildAsync("acme", "other", "3.0.0"),
            await publisher.BuildAsync("acme", "tools", "1.0.0", ("acme.base", ">=1.0.0,<2.0.0")),
        ];
        foreach (var file in files)
            (await publisher.RunAsync("collection", "publish", file)).Succeeded();
    }

    private static Task<System.Text.Json.Nodes.JsonNode> CreateRemoteAsync(string name, Uri url, string policy, string? requirements = null) =>
        Host.Api.CreateAsync("remotes/ansible/collection/", new { name, url = url.ToString(), policy, requirements_file = requirements });

    private static async Task<string> DownloadAsync(AnsibleClient client)
    {
        (await client.RunAsync("collection", "download", "acme.tools", "--download-path", client.Below("downloads"))).Succeeded();
        return string.Join('\n', Directory.GetFiles(client.Below("downloads"), "*.tar.gz").Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}"));
    }
}
