using Pulp.FunctionalTests.Support;
using static Pulp.FunctionalTests.Stories;

namespace Pulp.FunctionalTests.Container;

[TestFixture]
[Category("RealClients")]
public sealed class MirrorTests
{
    private TemporaryFolder folder = null!;
    private OciLayout layout = null!;

    [SetUp]
    public void MakeLayout()
    {
        Prerequisite.Require(Prerequisite.Skopeo, Prerequisite.DockerRegistry);
        folder = new TemporaryFolder();
        layout = new OciLayout(folder.Below("layout"));
    }

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public async Task A_mirrored_registry_comes_out_byte_for_byte_also_when_it_is_gone()
    {
        layout.Name("latest", layout.AddImage([("001", "one"), ("002", "two")]));
        layout.Name("multi", layout.AddIndex((layout.AddImage([("001", "one"), ("x", "amd")]), "amd64"), (layout.AddImage([("x", "arm")], "arm64"), "arm64")));
        await using var upstream = await DockerRegistry.StartAsync();
        foreach (var tag in new[] { "latest", "multi" })
            (await upstream.FillAsync($"oci:{layout.Folder}:{tag}", $"team/app:{tag}")).Succeeded();
        await ImageMirror.CreateAsync(Host, "mirrored/app", upstream.Url, "team/app");

        await PullAsync("mirrored/app", "first");
        await upstream.StopAsync();
        await PullAsync("mirrored/app", "second");
        foreach (var pulled in new[] { "first", "second" })
            Assert.That(OciLayout.BlobsOf(folder.Below(pulled)), Is.EqualTo(OciLayout.BlobsOf(layout.Folder)), pulled);
    }

    [Test]
    public async Task A_second_server_mirrors_a_private_repository_of_the_first_with_its_tokens()
    {
        layout.Name("latest", layout.AddImage([("001", "one")]));
        layout.Name("multi", layout.AddIndex((layout.AddImage([("x", "amd")]), "amd64")));
        await using var first = await PulpProcess.StartAsync();
        foreach (var tag in new[] { "latest", "multi" })
            (await Skopeo.CopyInAsync(first, folder, $"oci:{layout.Folder}:{tag}", $"team/secret:{tag}", "--all")).Succeeded();
        var distribution = (await first.Api.GetAsync("distributions/container/container/?name=team/secret"))["results"]![0]!;
        await first.Api.RunAsync(HttpMethod.Patch, PulpApi.Href(distribution), new { @private = true });

        await ImageMirror.CreateAsync(Host, "mirrored/secret", first.Url.ToString(), "team/secret", new { username = "admin", password = first.Password });
        await PullAsync("mirrored/secret", "back");
        Assert.That(OciLayout.BlobsOf(folder.Below("back")), Is.EqualTo(OciLayout.BlobsOf(layout.Folder)));
    }

    [Test]
    public async Task An_image_of_schema_version_1_is_mirrored_and_pulled()
    {
        layout.Name("latest", layout.AddImage([("001", "one"), ("002", "two")]));
        await using var upstream = await DockerRegistry.StartAsync();
        (await upstream.FillOldAsync($"oci:{layout.Folder}:latest", "team/old:latest")).Succeeded();
        await ImageMirror.CreateAsync(Host, "mirrored/old", upstream.Url, "team/old");
        (await Skopeo.CopyOutAsync(Host, folder, "mirrored/old:latest", $"dir:{folder.Below("old")}")).Succeeded();
        await upstream.StopAsync();
        (await Skopeo.CopyOutAsync(Host, folder, "mirrored/old:latest", $"dir:{folder.Below("again")}")).Succeeded();
        Assert.That(await File.ReadAllTextAsync(folder.Below("old/manifest.json")), Does.Contain("\"signatures\""));
        foreach (var file in Directory.GetFiles(folder.Below("old")))
            Assert.That(await File.ReadAllBytesAsync(Path.Combine(folder.Below("again"), Path.GetFileName(file))), Is.EqualTo(await File.ReadAllBytesAsync(file)), file);
    }

    [Test]
    public async Task The_command_line_mirrors_a_repository_and_says_how_to_pull_from_it()
    {
        layout.Name("latest", layout.AddImage([("001", "one")]));
        await using var upstream = await DockerRegistry.StartAsync();
        foreach (var tag in new[] { "1.0", "2.0" })
            (await upstream.FillAsync($"oci:{layout.Folder}:latest", $"team/app:{tag}")).Succeeded();
        string[] command = ["mirror", "container", upstream.Url, "--field", "upstream_name=team/app", "--include", "1.*", "--name", "copy/app", "--policy", "on_demand"];
        var mirrored = (await Tool.RunAsync("dotnet", [PulpProcess.Program, .. command, "--data", folder.Below("data")], folder.Path)).Succeeded();

        // A tag, a manifest, a configuration and a layer.
        Assert.That(mirrored.Output, Does.Contain("added 4").And.Contain("skipped 1: excluded tag (such as 2.0)").And.Contain("podman pull 127.0.0.1:8080/copy/app:TAG"));
    }

    private async Task PullAsync(string name, string target)
    {
        foreach (var tag in new[] { "latest", "multi" })
            (await Skopeo.CopyOutAsync(Host, folder, $"{name}:{tag}", $"oci:{folder.Below(target)}:{tag}", "--all")).Succeeded();
    }
}
