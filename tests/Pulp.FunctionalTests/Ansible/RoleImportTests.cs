using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Ansible;

[TestFixture]
[Category("RealClients")]
public sealed class RoleImportTests
{
    [TestCase("roles", "pulp_ansible/galaxy/roles/")]
    [TestCase("default", "api/galaxy/")]
    public async Task A_role_is_imported_from_git_found_by_all_that_it_says_installed_and_deleted(string basePath, string address)
    {
        using var folder = new TemporaryFolder();
        var sources = Directory.CreateDirectory(folder.Below("acme", "ansible-role-web")).FullName;
        await using var server = await PulpProcess.StartAsync("--setting", $"ansible.RoleImportUrl={new Uri(folder.Path).AbsoluteUri.TrimEnd('/')}/{{user}}/{{repository}}");
        await Galaxies.CreateAsync(server, basePath);
        using var client = AnsibleClient.WithPassword(new Uri(server.Url, address), "admin", server.Password);
        (await client.RunAsync("role", "init", "made", "--init-path", folder.Path)).Succeeded();
        foreach (var entry in new DirectoryInfo(folder.Below("made")).GetDirectories())
            entry.MoveTo(Path.Combine(sources, entry.Name));
        await File.WriteAllTextAsync(Path.Combine(sources, "meta", "main.yml"), """
            galaxy_info:
              author: Ann
              description: Serves pages
              license: MIT
              min_ansible_version: "2.14"
              galaxy_tags: [web, proxy]
              platforms:
                - name: Debian
                  versions: [bookworm]
                - name: EL
                  versions: [all]
            dependencies: []
            """);
        foreach (var command in (string[][])[["init", "--quiet"], ["add", "--all"], ["-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "first"], ["tag", "1.0.0"]])
            (await Tool.RunAsync("git", command, sources)).Succeeded();

        var imported = (await client.RunAsync("role", "import", "acme", "ansible-role-web")).Succeeded();

        Assert.That(imported.Output, Does.Contain("Successfully submitted import request").And.Contain("Imported; 1 new version of"));
        Assert.That((await client.RunAsync("role", "search", "web")).Succeeded().Output, Does.Contain("acme.web"));
        foreach (var found in (string[][])[["--platforms", "Debian,Windows"], ["--galaxy-tags", "web,other"], ["--author", "acme"], ["pages", "--platforms", "EL", "--galaxy-tags", "proxy", "--author", "acme"]])
            Assert.That((await client.RunAsync(["role", "search", .. found])).Succeeded().Output, Does.Contain("acme.web").And.Contain("Serves pages"), string.Join(' ', found));
        foreach (var missed in (string[][])[["--platforms", "Windows"], ["--galaxy-tags", "we"], ["--author", "nobody"], ["web", "--platforms", "Debian", "--galaxy-tags", "none"]])
            Assert.That((await client.RunAsync(["role", "search", .. missed])).ExitCode, Is.EqualTo(1), string.Join(' ', missed));
        Assert.That((await client.RunAsync("role", "info", "acme.web")).Succeeded().Output, Does.Contain("Role: acme.web").And.Contain("description: Serves pages").And.Contain("username: acme"));
        Assert.That((await client.RunAsync("role", "info", "acme.none")).Output, Does.Contain("was not found"));
        (await client.RunAsync("role", "install", "acme.web")).Succeeded();
        Assert.That((await client.RunAsync("role", "list")).Succeeded().Output, Does.Contain("acme.web, 1.0.0"));
        Assert.That((await client.RunAsync("role", "delete", "acme", "ansible-role-web")).Succeeded().Output, Does.Contain("Role acme.web deleted"));
        Assert.That((await client.RunAsync("role", "search", "web")).ExitCode, Is.Not.Zero);
    }
}
