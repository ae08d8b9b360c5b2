using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Tests.Support;
using Pulp.Resources;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Python.Tests.Sync;

[TestFixture]
internal sealed class PythonSyncTests
{
    private const string DemoPage = """
        <!DOCTYPE html><html><body>
        <a href="../../files/demo-1.0-py3-none-any.whl#sha256=1111111111111111111111111111111111111111111111111111111111111111" data-requires-python="&gt;=3.8">demo-1.0-py3-none-any.whl</a>
        <a href="../../files/demo-1.1-py3-none-any.whl#sha256=2222222222222222222222222222222222222222222222222222222222222222">demo-1.1-py3-none-any.whl</a>
        <a href="../../files/demo-2.0rc1-py3-none-any.whl#sha256=3333333333333333333333333333333333333333333333333333333333333333">demo-2.0rc1-py3-none-any.whl</a>
        </body></html>
        """;

    private SyncHost host = null!;

    [SetUp]
    public async Task StartAsync() => host = await SyncHost.StartAsync();

    [TearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [Test]
    public async Task Sync_makes_one_version_with_what_the_remote_takes_and_a_second_sync_makes_none()
    {
        host.Upstream.Map("/simple/demo/", FakeAnswer.Ok(DemoPage, "text/html") with { ETag = "\"one\"" });
        var (repository, _) = await host.CreateAsync(remote => remote with { Includes = ["demo"] });

        var first = await host.SyncedAsync(repository);
        var second = await host.SyncedAsync(repository);

        Assert.Multiple(() =>
        {
            Assert.That(first.GetProperty("version").GetInt64(), Is.EqualTo(1));
            Assert.That(first.GetProperty("added").GetInt64(), Is.EqualTo(2));
            Assert.That(first.GetProperty("skipped").GetProperty("pre-release").GetProperty("count").GetInt64(), Is.EqualTo(1));
            Assert.That(second.GetProperty("kept").GetInt64(), Is.EqualTo(2));
            Assert.That(second.GetProperty("version").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
        });
        Assert.That(host.Upstream.Requests[^1].Headers["If-None-Match"], Is.EqualTo("\"one\""));
        Assert.That((await host.PackagesAsync(repository)).Keys, Is.EquivalentTo(new[] { "demo-1.0-py3-none-any.whl", "demo-1.1-py3-none-any.whl" }));
    }

    [TestCase("!!")]
    [TestCase("demo==")]
    [TestCase("")]
    [TestCase("*")]
    [TestCase("-r /etc/passwd")]
    [TestCase("../demo")]
    [TestCase("demo\r\nother")]
    public async Task A_remote_that_names_no_requirement_is_refused(string entry)
    {
        var included = await host.TryCreateAsync(new PythonRemote { Name = "up", Url = host.Upstream.Url.AbsoluteUri, Includes = ["demo", entry] });
        var excluded = await host.TryCreateAsync(new PythonRemote { Name = "up", Url = host.Upstream.Url.AbsoluteUri, Excludes = [entry] });

        Assert.That((included as ChangeOutcome.Invalid)?.Errors["includes"].Single(), Does.Contain("is no requirement (PEP 508)"));
        Assert.That((excluded as ChangeOutcome.Invalid)?.Errors["excludes"].Single(), Does.Contain("is no requirement (PEP 508)"));
    }
}
