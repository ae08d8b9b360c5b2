using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Container;

[TestFixture]
[Category("RealClients")]
public sealed class MirrorCommandTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public async Task One_command_mirrors_a_repository_and_its_images_are_pulled_while_upstream_is_stopped()
    {
        Prerequisite.Require(Prerequisite.Skopeo, Prerequisite.DockerRegistry);
        var layout = new OciLayout(folder.Below("layout"));
        layout.Name("1.0", layout.AddImage([("001", "one")]));
        await using var upstream = await DockerRegistry.StartAsync();
        (await upstream.FillAsync($"oci:{layout.Folder}:1.0", "team/app:1.0")).Succeeded();

        var mirrored = (await RunAsync("mirror", "container", upstream.Url, "--field", "upstream_name=team/app", "--include", "1.*", "--name", "mirror/app", "--policy", "immediate")).Succeeded();

        Assert.That(mirrored.Output, Does.Contain("added 4").And.Contain("podman pull 127.0.0.1:8080/mirror/app:TAG"));
        await upstream.StopAsync();
        await using var server = await PulpProcess.StartOnAsync(folder.Below("data"));
        (await Skopeo.CopyOutAsync(server, folder, "mirror/app:1.0", $"oci:{folder.Below("copy")}:1.0")).Succeeded();
        Assert.That(OciLayout.BlobsOf(folder.Below("copy")), Is.EqualTo(OciLayout.BlobsOf(layout.Folder)));
    }

    [Test]
    public async Task A_field_that_is_needed_and_not_given_is_named_with_how_to_give_it()
    {
        var refused = await RunAsync("mirror", "container", "http://127.0.0.1:1/", "--name", "mirror/app");

        Assert.That(refused.ExitCode, Is.Not.Zero);
        Assert.That(refused.Error, Does.Contain("--field upstream_name="));
        await AssertNothingAsync();
    }

    [Test]
    public async Task A_name_that_cannot_be_served_makes_nothing()
    {
        var refused = await RunAsync("mirror", "container", "http://127.0.0.1:1/", "--field", "upstream_name=team/app", "--name", "Mirror/App");

        Assert.That(refused.ExitCode, Is.Not.Zero);
        Assert.That(refused.Error, Does.Contain("base_path: It must be a repository name"));
        await AssertNothingAsync();
    }

    private async Task AssertNothingAsync() => Assert.That((await RunAsync("repository", "list")).Succeeded().Output.ToLowerInvariant(), Does.Not.Contain("mirror/app"));

    private Task<ToolResult> RunAsync(params string[] arguments) =>
        Tool.RunAsync("dotnet", [PulpProcess.Program, .. arguments, "--data", folder.Below("data")], folder.Path);
}
