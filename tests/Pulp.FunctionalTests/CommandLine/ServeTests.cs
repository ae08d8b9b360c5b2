using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.CommandLine;

[TestFixture]
[Category("RealClients")]
public sealed class ServeTests
{
    [Test]
    public async Task Two_processes_do_not_share_a_data_folder()
    {
        await using var pulp = await PulpProcess.StartAsync();
        using var folder = new TemporaryFolder();

        var second = await Tool.RunAsync("dotnet", [PulpProcess.Program, "repository", "list", "--data", pulp.Data], folder.Path);

        Assert.That(second.ExitCode, Is.EqualTo(1), second.ToString());
        Assert.That(second.Error, Does.Contain("Another Pulp is running"));
    }

    [Test]
    public async Task Mirror_with_serve_stays_up_and_serves_what_it_mirrored()
    {
        await using var pulp = await PulpProcess.StartAsync("mirror", "python", Stories.Upstream.Url, "--include", "apple", "--name", "fruit", "--serve");

        Assert.That(await Pip.InstalledVersionAsync(pulp.IndexOf("fruit"), "apple"), Is.EqualTo("2.0"));
    }

    [Test]
    public async Task Ctrl_C_ends_the_server_cleanly()
    {
        await using var pulp = await PulpProcess.StartAsync();

        await pulp.InterruptAsync();

        Assert.That(pulp.ExitCode, Is.Zero, pulp.Output);
        Assert.That(pulp.Output, Does.Not.Contain("xception"));
    }

    [Test]
    public async Task The_first_start_leaves_secrets_only_the_owner_can_read()
    {
        await using var pulp = await PulpProcess.StartAsync();

        foreach (var file in new[] { "admin-password", "encryption-key", "pulp.db" })
            Assert.That(File.GetUnixFileMode(Path.Combine(pulp.Data, file)), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite), file);
        Assert.That(pulp.Output, Does.Contain(Path.Combine(pulp.Data, "admin-password")).And.Not.Contain(pulp.Password));
    }

    [Test]
    public async Task The_status_names_the_plugin()
    {
        using var client = new HttpClient { BaseAddress = Stories.Host.Url };

        Assert.That(await client.GetStringAsync("pulp/api/v3/status/"), Does.Contain("\"python\""));
    }
}
