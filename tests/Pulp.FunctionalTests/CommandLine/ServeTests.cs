using System.Net;
using System.Text.Json;
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

        var second = await Tool.RunAsync("dotnet", [PulpProcess.Program, "mirror", "python", Stories.Upstream.Url, "--data", pulp.Data], folder.Path);
        var third = await Tool.RunAsync("dotnet", [PulpProcess.Program, "artifact", "digests", "--apply", "--data", pulp.Data], folder.Path);

        foreach (var refused in new[] { second, third })
        {
            Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
            Assert.That(refused.Error, Does.Contain("Another Pulp is running"));
        }
    }

    [TestCase("repository", "list", "--json")]
    [TestCase("repository", "size", "--json")]
    [TestCase("artifact", "digests", "--json")]
    [TestCase("task", "list", "--json")]
    [TestCase("verify-store", "--json")]
    public async Task Commands_that_only_look_work_beside_a_running_server(params string[] command)
    {
        using var folder = new TemporaryFolder();

        var looked = (await Tool.RunAsync("dotnet", [PulpProcess.Program, .. command, "--data", Stories.Host.Data], folder.Path)).Succeeded();

        Assert.That(() => JsonDocument.Parse(looked.Output), Throws.Nothing, looked.ToString());
    }

    [Test]
    public async Task A_lost_password_is_replaced_while_the_server_runs()
    {
        await using var pulp = await PulpProcess.StartAsync();
        using var folder = new TemporaryFolder();

        (await Tool.RunAsync("dotnet", [PulpProcess.Program, "admin", "reset-password", "--data", pulp.Data], folder.Path)).Succeeded();

        var found = (await File.ReadAllTextAsync(Path.Combine(pulp.Data, "admin-password"))).Trim();
        using var lost = new PulpApi(pulp.Url, "admin", pulp.Password);
        using var welcome = new PulpApi(pulp.Url, "admin", found);
        Assert.That((await lost.StatusAsync("/pulp/api/v3/tasks/"), await welcome.StatusAsync("/pulp/api/v3/tasks/")), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.OK)));
    }

    [Test]
    public async Task The_front_page_leads_to_what_there_is()
    {
        using var client = new HttpClient { BaseAddress = Stories.Host.Url };

        var page = await client.GetStringAsync("");

        var links = page.Split("href=\"")[1..].Select(rest => rest[..rest.IndexOf('"')]).ToList();
        Assert.That(links, Is.EqualTo(new[] { "pulp/content/", "pulp/api/v3/docs/", "pulp/api/v3/status/" }));
        foreach (var link in links)
            Assert.That((await client.GetAsync(link)).StatusCode, Is.EqualTo(HttpStatusCode.OK), link);
    }

    [Test]
    public async Task An_address_in_use_is_named_in_one_line()
    {
        using var folder = new TemporaryFolder();

        var refused = await Tool.RunAsync("dotnet", [PulpProcess.Program, "--urls", Stories.Host.Url.ToString(), "--data", folder.Below("data")], folder.Path);

        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
        Assert.That(refused.Error.Trim().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(refused.Error, Does.StartWith("Urls: ").And.Contain(Stories.Host.Url.ToString()).And.Contain("--urls"));
        Assert.That(refused.Output, Does.Not.Contain("xception").And.Not.Contain("   at "));
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
