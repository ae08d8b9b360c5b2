using Pulp.FunctionalTests.Support;
using static Pulp.FunctionalTests.Stories;

namespace Pulp.FunctionalTests.Container;

[TestFixture]
[Category("RealClients")]
public sealed class BuildahTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        Prerequisite.Require(Prerequisite.Buildah);
        folder = new TemporaryFolder();
        File.WriteAllText(folder.Below("policy.json"), """{"default":[{"type":"insecureAcceptAnything"}]}""");
        File.WriteAllText(folder.Below("hello.txt"), "hello");
    }

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public async Task An_image_that_was_built_is_pushed_and_pulled()
    {
        var container = (await RunAsync("builder", "from", "scratch")).Output.Trim();
        await RunAsync("builder", "config", "--label", "made.by=buildah", container);
        await RunAsync("builder", "copy", container, folder.Below("hello.txt"), "/hello.txt");
        await RunAsync("builder", "commit", "--signature-policy", folder.Below("policy.json"), container, "built:1");
        await RunAsync("builder", "push", "--signature-policy", folder.Below("policy.json"), "--tls-verify=false", "--creds", $"admin:{Host.Password}", "built:1", Skopeo.At(Host, "buildah/built:1"));

        await RunAsync("other", "pull", "--signature-policy", folder.Below("policy.json"), "--tls-verify=false", Skopeo.At(Host, "buildah/built:1"));
        var labels = await RunAsync("other", "inspect", "--type", "image", "--format", "{{.OCIv1.Config.Labels}}", $"{Host.Url.Authority}/buildah/built:1");
        Assert.That(labels.Output, Does.Contain("made.by:buildah"));
    }

    // Each store is a machine of its own; vfs needs nothing of the kernel.
    private async Task<ToolResult> RunAsync(string store, params string[] arguments) => (await Tool.RunAsync(
        Prerequisite.Buildah, ["--storage-driver", "vfs", "--root", folder.Below($"{store}-root"), "--runroot", folder.Below($"{store}-run"), .. arguments], folder.Path)).Succeeded();
}
