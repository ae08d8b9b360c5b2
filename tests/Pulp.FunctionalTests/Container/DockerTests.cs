using Pulp.FunctionalTests.Support;
using static Pulp.FunctionalTests.Stories;

namespace Pulp.FunctionalTests.Container;

[TestFixture]
[Category("RealClients")]
public sealed class DockerTests
{
    private DockerEngine engine = null!;

    [OneTimeSetUp]
    public async Task StartEngine() => engine = await DockerEngine.StartAsync();

    [OneTimeTearDown]
    public async Task StopEngine()
    {
        if (engine is not null)
            await engine.DisposeAsync();
    }

    [Test]
    public async Task The_docker_engine_logs_in_and_pushes_and_pulls_without_a_login()
    {
        var image = At("docker/image:1");
        var layer = engine.Write("layer.tar", OciLayout.TarOf("hello.txt", "hello docker"));
        var id = (await DockerAsync("import", "--change", "LABEL made.by=docker", layer, image)).Output.Trim();
        Assert.That((await engine.DockerAsync("push", image)).ExitCode, Is.Not.Zero, "nobody logged in yet");
        Assert.That((await engine.DockerAsync("login", "--username", "admin", "--password", "wrong", Host.Url.Authority)).ExitCode, Is.Not.Zero);
        Assert.That((await DockerAsync("login", "--username", "admin", "--password", Host.Password, Host.Url.Authority)).Output, Does.Contain("Login Succeeded"));
        var pushed = await DockerAsync("push", image);
        Assert.That(pushed.Output, Does.Contain("digest: sha256:"));

        await DockerAsync("logout", Host.Url.Authority);
        await DockerAsync("rmi", image);
        await DockerAsync("pull", image);
        Assert.That((await DockerAsync("image", "inspect", "--format", "{{.Id}} {{.Config.Labels}}", image)).Output.Trim(), Is.EqualTo($"{id} map[made.by:docker]"));

        // By its digest, and with all tags of the repository.
        var digest = pushed.Output.Split("digest: ")[1].Split(' ')[0];
        await DockerAsync("pull", $"{At("docker/image")}@{digest}");
        await DockerAsync("pull", "--all-tags", At("docker/image"));
    }

    [Test]
    public async Task Docker_pulls_its_own_platform_of_an_index()
    {
        using var folder = new TemporaryFolder();
        var layout = new OciLayout(folder.Below("layout"));
        layout.Name("multi", layout.AddIndex((layout.AddImage([("x", "amd")]), "amd64"), (layout.AddImage([("x", "arm")], "arm64"), "arm64")));
        (await Skopeo.CopyInAsync(Host, folder, $"oci:{layout.Folder}:multi", "docker/multi:1", "--all")).Succeeded();
        foreach (var architecture in new[] { "arm64", "amd64" })
        {
            await DockerAsync("pull", "--platform", $"linux/{architecture}", At("docker/multi:1"));
            Assert.That((await DockerAsync("image", "inspect", "--format", "{{.Architecture}} {{.Config.Labels}}", At("docker/multi:1"))).Output.Trim(), Is.EqualTo($"{architecture} map[made.for:tests]"));
        }
    }

    [Test]
    public async Task Containerd_pulls_and_pushes()
    {
        using var folder = new TemporaryFolder();
        var layout = new OciLayout(folder.Below("layout"));
        layout.Name("image", layout.AddImage([("x", "for containerd"), ("y", "of two layers")]));
        (await Skopeo.CopyInAsync(Host, folder, $"oci:{layout.Folder}:image", "containerd/image:1")).Succeeded();
        (await engine.CtrAsync("images", "pull", "--plain-http", "--snapshotter", "native", At("containerd/image:1"))).Succeeded();
        (await engine.CtrAsync("images", "tag", At("containerd/image:1"), At("containerd/copy:1"))).Succeeded();
        (await engine.CtrAsync("images", "push", "--plain-http", "--user", $"admin:{Host.Password}", At("containerd/copy:1"))).Succeeded();
        (await Skopeo.CopyOutAsync(Host, folder, "containerd/copy:1", $"oci:{folder.Below("back")}:1")).Succeeded();
        Assert.That(OciLayout.BlobsOf(folder.Below("back")), Is.EqualTo(OciLayout.BlobsOf(layout.Folder)));
    }

    private static string At(string name) => $"{Host.Url.Authority}/{name}";

    private async Task<ToolResult> DockerAsync(params string[] arguments) => (await engine.DockerAsync(arguments)).Succeeded();
}
