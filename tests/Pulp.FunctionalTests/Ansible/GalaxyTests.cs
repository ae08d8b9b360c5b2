using Pulp.FunctionalTests.Support;
using static Pulp.FunctionalTests.Stories;

namespace Pulp.FunctionalTests.Ansible;

[TestFixture]
[Category("RealClients")]
public sealed class GalaxyTests
{
    [TestCase("pulp_ansible/galaxy/{0}/", "galaxy-pulp")]
    [TestCase("pulp_ansible/galaxy/{0}/api/", "galaxy/pulp-api")]
    [TestCase("api/galaxy/content/{0}/", "galaxy-hub")]
    [TestCase("", "default")]
    public async Task Collections_are_published_installed_with_what_they_need_and_verified(string address, string basePath)
    {
        await Galaxies.CreateAsync(Host, basePath);
        var server = new Uri(Host.Url, string.Format(System.Globalization.CultureInfo.InvariantCulture, address, basePath));
        using var publisher = AnsibleClient.WithToken(server, await Galaxies.TokenAsync(Host, "admin", Host.Password));
        string[] files =
        [
            await publisher.BuildAsync("acme", "base", "1.0.0"),
            await publisher.BuildAsync("acme", "base", "1.10.0"),
            await publisher.BuildAsync("acme", "base", "2.0.0-rc.1"),
            await publisher.BuildAsync("acme", "tools", "1.0.0", ("acme.base", ">=1.0.0,<2.0.0")),
        ];
        foreach (var file in files)
            (await publisher.RunAsync("collection", "publish", file)).Succeeded();

        using var user = new AnsibleClient(server);
        (await user.RunAsync("collection", "install", "acme.tools")).Succeeded();
        Assert.That(user.Installed("acme", "tools"), Is.EqualTo("1.0.0"));
        Assert.That(user.Installed("acme", "base"), Is.EqualTo("1.10.0"));
        Assert.That((await user.RunAsync("collection", "list")).Succeeded().Output, Does.Match(@"acme\.base\s+1\.10\.0"));
        (await user.RunAsync("collection", "verify", "acme.tools", "acme.base")).Succeeded();
        await File.AppendAllTextAsync(user.Below("collections", "ansible_collections", "acme", "tools", "README.md"), "changed");
        Assert.That((await user.RunAsync("collection", "verify", "acme.tools")).ToString(), Does.Contain("README.md"));

        (await user.RunAsync("collection", "install", "acme.base:2.0.0-rc.1", "--force", "--pre")).Succeeded();
        Assert.That(user.Installed("acme", "base"), Is.EqualTo("2.0.0-rc.1"));
        var again = await publisher.RunAsync("collection", "publish", files[0]);
        Assert.That(again.ExitCode, Is.Not.Zero);
        Assert.That(again.ToString(), Does.Contain("published already").And.Contain("conflict.collection_exists"));
    }

    [Test]
    public async Task Requirements_are_installed_and_downloaded()
    {
        await Galaxies.CreateAsync(Host, "galaxy-requirements");
        var server = Galaxies.AddressOf(Host, "galaxy-requirements");
        using var publisher = AnsibleClient.WithPassword(server, "admin", Host.Password);
        foreach (var file in new[] { await publisher.BuildAsync("acme", "one", "1.0.0"), await publisher.BuildAsync("acme", "one", "1.1.0"), await publisher.BuildAsync("acme", "two", "1.0.0", ("acme.one", "*")) })
            (await publisher.RunAsync("collection", "publish", file)).Succeeded();

        using var user = new AnsibleClient(server);
        await File.WriteAllTextAsync(user.Below("requirements.yml"), "collections:\n  - name: acme.one\n    version: '<1.1.0'\n  - acme.two\n");
        (await user.RunAsync("collection", "install", "-r", user.Below("requirements.yml"))).Succeeded();
        Assert.That(user.Installed("acme", "one"), Is.EqualTo("1.0.0"));
        Assert.That(user.Installed("acme", "two"), Is.EqualTo("1.0.0"));
        (await user.RunAsync("collection", "download", "acme.two", "--download-path", user.Below("downloads"))).Succeeded();
        Assert.That(Directory.GetFiles(user.Below("downloads"), "*.tar.gz").Select(Path.GetFileName), Is.EquivalentTo(new[] { "acme-one-1.1.0.tar.gz", "acme-two-1.0.0.tar.gz" }));
    }

    [Test]
    public async Task A_new_version_is_found_by_a_client_that_keeps_answers()
    {
        await Galaxies.CreateAsync(Host, "galaxy-cache");
        var server = Galaxies.AddressOf(Host, "galaxy-cache");
        using var publisher = AnsibleClient.WithPassword(server, "admin", Host.Password);
        using var user = new AnsibleClient(server);
        foreach (var version in new[] { "1.0.0", "1.1.0" })
        {
            (await publisher.RunAsync("collection", "publish", await publisher.BuildAsync("acme", "kept", version))).Succeeded();
            (await user.RunAsync("collection", "install", "acme.kept", "--upgrade")).Succeeded();
            Assert.That(user.Installed("acme", "kept"), Is.EqualTo(version));
        }
    }

    [Test]
    public async Task A_private_repository_gives_its_collections_to_those_who_log_in()
    {
        await Galaxies.CreateAsync(Host, "galaxy-private", isPrivate: true);
        var server = Galaxies.AddressOf(Host, "galaxy-private");
        using var publisher = AnsibleClient.WithPassword(server, "admin", Host.Password);
        (await publisher.RunAsync("collection", "publish", await publisher.BuildAsync("acme", "secret", "1.0.0"))).Succeeded();
        using (var stranger = new AnsibleClient(server))
            Assert.That((await stranger.RunAsync("collection", "install", "acme.secret")).ExitCode, Is.Not.Zero);
        (await publisher.RunAsync("collection", "install", "acme.secret")).Succeeded();
        using var user = AnsibleClient.WithToken(server, await Galaxies.TokenAsync(Host, "admin", Host.Password));
        (await user.RunAsync("collection", "install", "acme.secret")).Succeeded();
        Assert.That(user.Installed("acme", "secret"), Is.EqualTo("1.0.0"));
        using var wrong = AnsibleClient.WithToken(server, "wrong");
        var refused = await wrong.RunAsync("collection", "install", "acme.secret");
        Assert.That(refused.ExitCode, Is.Not.Zero);
    }

    [Test]
    public async Task A_broken_collection_is_refused_with_what_is_to_be_mended()
    {
        await Galaxies.CreateAsync(Host, "galaxy-broken");
        using var publisher = AnsibleClient.WithPassword(Galaxies.AddressOf(Host, "galaxy-broken"), "admin", Host.Password);
        var file = await publisher.BuildAsync("acme", "broken", "1.0.0");
        var other = publisher.Below("acme-other-1.0.0.tar.gz");
        File.Copy(file, other);
        var refused = await publisher.RunAsync("collection", "publish", other);
        Assert.That(refused.ExitCode, Is.Not.Zero);
        Assert.That(refused.ToString(), Does.Contain("Galaxy import process failed"));
    }

    [Test]
    public async Task Roles_are_installed()
    {
        var repository = await Galaxies.CreateAsync(Host, "galaxy-roles");
        using var user = new AnsibleClient(Galaxies.AddressOf(Host, "galaxy-roles"));
        (await user.RunAsync("role", "init", "web", "--init-path", user.Below("made"))).Succeeded();
        (await Tool.RunAsync("tar", ["-C", user.Below("made"), "-czf", user.Below("web.tar.gz"), "web"], user.Below())).Succeeded();
        var units = new List<string>();
        foreach (var version in new[] { "1.0.0", "1.1.0" })
            units.Add(PulpApi.Href(await Galaxies.UploadRoleAsync(Host, user.Below("web.tar.gz"), "acme", "web", version)));
        await Host.Api.RunAsync(HttpMethod.Post, PulpApi.Href(repository) + "modify/", new { add_content_units = units });
        (await user.RunAsync("role", "install", "acme.web")).Succeeded();
        Assert.That((await user.RunAsync("role", "list")).Succeeded().Output, Does.Contain("acme.web, 1.1.0"));
        (await user.RunAsync("role", "install", "acme.web,1.0.0", "--force")).Succeeded();
        Assert.That((await user.RunAsync("role", "list")).Succeeded().Output, Does.Contain("acme.web, 1.0.0"));
    }
}
