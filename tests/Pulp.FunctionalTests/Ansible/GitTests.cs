using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Ansible;

[TestFixture]
[Category("RealClients")]
public sealed class GitTests
{
    [Test]
    public async Task A_collection_of_which_only_metadata_was_synced_from_git_is_installed_and_verified()
    {
        using var folder = new TemporaryFolder();
        var sources = folder.Below("acme", "tools");
        await using var server = await PulpProcess.StartAsync("--setting", $"AllowedImportPaths={folder.Path}");
        var repository = await Galaxies.CreateAsync(server, "git");
        using var client = new AnsibleClient(Galaxies.AddressOf(server, "git"));
        (await client.RunAsync("collection", "init", "acme.tools", "--init-path", folder.Path)).Succeeded();
        await File.WriteAllTextAsync(Path.Combine(sources, "meta", "runtime.yml"), "requires_ansible: '>=2.9'\n");
        foreach (var command in (string[][])[["init", "--quiet"], ["add", "--all"], ["-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "first"]])
            (await Tool.RunAsync("git", command, sources)).Succeeded();
        var remote = await server.Api.CreateAsync("remotes/ansible/git/", new { name = "git", url = new Uri(sources).AbsoluteUri, metadata_only = true });

        await server.Api.SyncAsync(repository, remote);
        (await client.RunAsync("collection", "install", "acme.tools")).Succeeded();

        Assert.That(client.Installed("acme", "tools"), Is.EqualTo("1.0.0"));
        (await client.RunAsync("collection", "verify", "acme.tools")).Succeeded();
    }
}
