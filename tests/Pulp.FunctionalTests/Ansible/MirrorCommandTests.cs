using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Ansible;

/// <summary>
/// The first step of docs/ansible-mirror.md: one command mirrors a Galaxy, and its last lines are what a user needs.
/// </summary>
[TestFixture]
[Category("RealClients")]
public sealed class MirrorCommandTests
{
    [Test]
    public async Task One_command_mirrors_what_is_named_and_its_lines_install_it_while_upstream_is_stopped()
    {
        using var folder = new TemporaryFolder();
        var upstream = await PulpProcess.StartAsync();
        await using var stopping = upstream;
        await PublishAsync(upstream);
        string[] command = ["mirror", "ansible", Galaxies.AddressOf(upstream, "hub").ToString(), "--include", "acme.tools:>=1.0.0", "--name", "galaxy", "--policy", "immediate"];

        var mirrored = (await PulpAsync(folder, command)).Succeeded();
        var again = (await PulpAsync(folder, command)).Succeeded();

        Assert.That(mirrored.Output, Does.Contain("added 2").And.Contain("server_list = galaxy").And.Contain("url = http://127.0.0.1:8080/pulp_ansible/galaxy/galaxy/").And.Contain("ansible-galaxy collection install 'acme.tools:>=1.0.0'"));
        Assert.That(again.Output, Does.Contain("no new version"));
        await upstream.InterruptAsync();
        await using var server = await PulpProcess.StartOnAsync(folder.Below("data"));
        using var client = new AnsibleClient(Galaxies.AddressOf(server, "galaxy"));
        (await client.RunAsync("collection", "install", "acme.tools")).Succeeded();
        Assert.That((client.Installed("acme", "tools"), client.Installed("acme", "base")), Is.EqualTo(("1.0.0", "1.0.0")));
        Assert.That((await client.RunAsync("collection", "install", "acme.other")).ExitCode, Is.Not.Zero);
    }

    [Test]
    public async Task What_cannot_be_mirrored_is_said_in_words_and_makes_nothing()
    {
        using var folder = new TemporaryFolder();
        var refused = await PulpAsync(folder, "mirror", "ansible", "http://127.0.0.1:1/", "--include", "not a name");
        Assert.That(refused.ExitCode, Is.Not.Zero);
        Assert.That(refused.Error, Does.Contain("'not a name' is no name of a collection"));
        Assert.That((await PulpAsync(folder, "repository", "list")).Succeeded().Output, Does.Not.Contain("ansible"));
    }

    private static async Task PublishAsync(PulpProcess upstream)
    {
        await Galaxies.CreateAsync(upstream, "hub");
        using var publisher = AnsibleClient.WithPassword(Galaxies.AddressOf(upstream, "hub"), "admin", upstream.Password);
        string[] files =
        [
            await publisher.BuildAsync("acme", "base", "1.0.0"),
            await publisher.BuildAsync("acme", "other", "3.0.0"),
            await publisher.BuildAsync("acme", "tools", "1.0.0", ("acme.base", ">=1.0.0")),
        ];
        foreach (var file in files)
            (await publisher.RunAsync("collection", "publish", file)).Succeeded();
    }

    private static Task<ToolResult> PulpAsync(TemporaryFolder folder, params string[] arguments) =>
        Tool.RunAsync("dotnet", [PulpProcess.Program, .. arguments, "--data", folder.Below("data")], folder.Path);
}
