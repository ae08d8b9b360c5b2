using Pulp.FunctionalTests.Support;
using static Pulp.FunctionalTests.Stories;

namespace Pulp.FunctionalTests.Container;

[TestFixture]
[Category("RealClients")]
public sealed class PodmanTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        Prerequisite.Require(Prerequisite.Podman);
        folder = new TemporaryFolder();
        File.WriteAllText(folder.Below("policy.json"), """{"default":[{"type":"insecureAcceptAnything"}]}""");
        File.WriteAllBytes(folder.Below("layer.tar"), OciLayout.TarOf("hello.txt", "hello podman"));
    }

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [TestCase("oci")]
    [TestCase("v2s2")]
    public async Task An_image_is_pushed_and_pulled(string format)
    {
        var name = At($"podman/{format}:1");
        await RunAsync("builder", "import", "--signature-policy", Policy, "--change", "LABEL made.by=podman", folder.Below("layer.tar"), name);
        Assert.That((await TryAsync("builder", "login", "--tls-verify=false", "--authfile", folder.Below("auth.json"), "--username", "admin", "--password", "wrong", Host.Url.Authority)).ExitCode, Is.Not.Zero);
        await RunAsync("builder", "login", "--tls-verify=false", "--authfile", folder.Below("auth.json"), "--username", "admin", "--password", Host.Password, Host.Url.Authority);
        await RunAsync("builder", "push", "--signature-policy", Policy, "--tls-verify=false", "--authfile", folder.Below("auth.json"), "--format", format, name);

        await RunAsync("other", "pull", "--signature-policy", Policy, "--tls-verify=false", name);
        Assert.That((await RunAsync("other", "image", "inspect", "--format", "{{.Labels}}", name)).Output.Trim(), Is.EqualTo("map[made.by:podman]"));
        Assert.That(await IdAsync("other", name), Is.EqualTo(await IdAsync("builder", name)));
        Assert.That((await RunAsync("other", "search", "--tls-verify=false", "--list-tags", At($"podman/{format}"))).Output, Does.Contain($"{At($"podman/{format}")}  1"));
    }

    [Test]
    public async Task A_list_for_several_platforms_is_made_pushed_and_pulled()
    {
        var list = At("podman/list:1");
        await RunAsync("builder", "manifest", "create", list);
        foreach (var architecture in new[] { "amd64", "arm64" })
        {
            var name = $"localhost/{architecture}:1";
            await RunAsync("builder", "import", "--signature-policy", Policy, "--arch", architecture, "--change", $"LABEL made.for={architecture}", folder.Below("layer.tar"), name);
            await RunAsync("builder", "manifest", "add", "--arch", architecture, list, "containers-storage:" + name);
        }

        await RunAsync("builder", "manifest", "push", "--all", "--tls-verify=false", "--creds", $"admin:{Host.Password}", list, "docker://" + list);
        foreach (var architecture in new[] { "amd64", "arm64" })
        {
            await RunAsync(architecture, "pull", "--signature-policy", Policy, "--tls-verify=false", "--arch", architecture, list);
            Assert.That((await RunAsync(architecture, "image", "inspect", "--format", "{{.Labels}}", list)).Output.Trim(), Is.EqualTo($"map[made.for:{architecture}]"));
        }
    }

    private string Policy => folder.Below("policy.json");

    private static string At(string name) => $"{Host.Url.Authority}/{name}";

    private async Task<string> IdAsync(string store, string name) => (await RunAsync(store, "image", "inspect", "--format", "{{.Id}}", name)).Output.Trim();

    private async Task<ToolResult> RunAsync(string store, params string[] arguments) => (await TryAsync(store, arguments)).Succeeded();

    private Task<ToolResult> TryAsync(string store, params string[] arguments) => new Podman(folder, store).RunAsync(arguments);
}
