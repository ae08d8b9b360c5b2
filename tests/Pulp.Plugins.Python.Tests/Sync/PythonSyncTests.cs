using Microsoft.Extensions.DependencyInjection;
using Pulp.Data;
using Pulp.Plugins.Python.Models;
using Pulp.Queries;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Sync;
using Pulp.Tasking;
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

    private string folder = null!;
    private ServiceProvider services = null!;
    private FakeUpstream upstream = null!;

    [SetUp]
    public async Task StartAsync()
    {
        folder = Directory.CreateTempSubdirectory("pulp-test-").FullName;
        var collection = new ServiceCollection();
        collection.AddPulp(options => options.WorkingFolder = Path.Combine(folder, "work")).UseFolder(folder).AddPlugin<PythonPlugin>();
        services = collection.BuildServiceProvider();
        await services.GetRequiredService<PulpRuntime>().StartAsync();
        upstream = await FakeUpstream.StartAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await services.DisposeAsync();
        await upstream.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Sync_makes_one_version_with_what_the_remote_takes_and_a_second_sync_makes_none()
    {
        upstream.Map("/simple/demo/", FakeAnswer.Ok(DemoPage, "text/html") with { ETag = "\"one\"" });
        var (repository, remote) = await CreateAsync(new PythonRemote { Name = "up", Url = upstream.Url.AbsoluteUri, Includes = ["demo"] });

        var first = await SyncAsync(repository, remote);
        var second = await SyncAsync(repository, remote);

        Assert.That(first.Error, Is.Null);
        Assert.That(second.Error, Is.Null);
        Assert.Multiple(() =>
        {
            Assert.That(first.Result!.Value.GetProperty("version").GetInt64(), Is.EqualTo(1));
            Assert.That(first.Result!.Value.GetProperty("added").GetInt64(), Is.EqualTo(2));
            Assert.That(first.Result!.Value.GetProperty("skipped").GetProperty("pre-release").GetProperty("count").GetInt64(), Is.EqualTo(1));
            Assert.That(second.Result!.Value.GetProperty("kept").GetInt64(), Is.EqualTo(2));
            Assert.That(second.Result!.Value.GetProperty("version").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
        });
        Assert.That(upstream.Requests[^1].Headers["If-None-Match"], Is.EqualTo("\"one\""));
        var packages = await services.GetRequiredService<IPulpDatabase>().ReadAsync(
            session => session.Contents.QueryAsync(null, Domains.Domain.DefaultId, new Query { OrderBy = [new Ordering("pulp_created")] }));
        Assert.That(packages.Items.Cast<PythonPackage>().Select(package => package.Filename), Is.EquivalentTo(new[] { "demo-1.0-py3-none-any.whl", "demo-1.1-py3-none-any.whl" }));
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
        var changes = services.GetRequiredService<ResourceChanges>();

        var included = await changes.CreateAsync(new PythonRemote { Name = "up", Url = upstream.Url.AbsoluteUri, Includes = ["demo", entry] });
        var excluded = await changes.CreateAsync(new PythonRemote { Name = "up", Url = upstream.Url.AbsoluteUri, Excludes = [entry] });

        Assert.That((included as ChangeOutcome.Invalid)?.Errors["includes"].Single(), Does.Contain("is no requirement (PEP 508)"));
        Assert.That((excluded as ChangeOutcome.Invalid)?.Errors["excludes"].Single(), Does.Contain("is no requirement (PEP 508)"));
    }

    private async Task<(PythonRepository Repository, PythonRemote Remote)> CreateAsync(PythonRemote remote)
    {
        var changes = services.GetRequiredService<ResourceChanges>();
        var savedRemote = (PythonRemote)((ChangeOutcome.Done)await changes.CreateAsync(remote)).Resource;
        var repository = (PythonRepository)((ChangeOutcome.Done)await changes.CreateAsync(new PythonRepository { Name = "repository", Remote = savedRemote.Id })).Resource;
        return (repository, savedRemote);
    }

    private async Task<PulpTask> SyncAsync(PythonRepository repository, PythonRemote remote, bool mirror = false)
    {
        var dispatcher = services.GetRequiredService<TaskDispatcher>();
        var task = await dispatcher.DispatchAsync<SyncTask, SyncArguments>(SyncTask.RequestFor($"prn:python.pythonrepository:{repository.Id}", null), new SyncArguments(repository.Id, remote.Id, mirror));
        return await dispatcher.WaitAsync(task.Id);
    }
}
