using System.Security.Cryptography;
using Pulp.FunctionalTests.Support;
using static Pulp.FunctionalTests.Stories;

namespace Pulp.FunctionalTests.Ansible;

[TestFixture]
[Category("RealClients")]
public sealed class RealCollectionTests
{
    private static readonly string[] Names =
    [
        "community.general", "ansible.utils", "ansible.netcommon", "ansible.posix", "cisco.ios", "amazon.aws", "community.aws", "community.crypto", "community.dns", "community.docker",
        "community.grafana", "community.hrobot", "community.mongodb", "community.mysql", "community.postgresql", "community.rabbitmq", "community.sops", "community.zabbix",
        "containers.podman", "kubernetes.core", "netbox.netbox", "openstack.cloud",
    ];

    [Test]
    [CancelAfter(600_000)]
    public async Task Collections_of_the_world_are_published_and_installed_with_what_they_need()
    {
        await Galaxies.CreateAsync(Host, "galaxy-world");
        var server = Galaxies.AddressOf(Host, "galaxy-world");
        using var publisher = AnsibleClient.WithPassword(server, "admin", Host.Password);
        using var collections = new InstalledCollections();
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Names)
        {
            files[name] = await collections.BuildAsync(publisher, name);
            (await publisher.RunAsync("collection", "publish", files[name])).Succeeded();
        }

        using var user = new AnsibleClient(server);
        (await user.RunAsync("collection", "install", "cisco.ios", "community.aws", "community.general")).Succeeded();
        foreach (var name in new[] { "cisco.ios", "ansible.netcommon", "ansible.utils", "community.aws", "amazon.aws", "community.general" })
        {
            var parts = name.Split('.');
            Assert.That(user.Installed(parts[0], parts[1]), Is.Not.Null, name);
        }

        (await user.RunAsync("collection", "verify", "community.general", "cisco.ios")).Succeeded();
        (await user.RunAsync("collection", "download", "community.general", "--no-deps", "--download-path", user.Below("downloads"))).Succeeded();
        var downloaded = Directory.GetFiles(user.Below("downloads"), "community-general-*.tar.gz").Single();
        Assert.That(SHA256.HashData(await File.ReadAllBytesAsync(downloaded)), Is.EqualTo(SHA256.HashData(await File.ReadAllBytesAsync(files["community.general"]))));
    }
}
