using System.Text.Json;
using Extensions;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Tests.Support;
using Pulp.Repositories;
using Pulp.Sync;
using Pulp.Tasking;
using Pulp.Testing.Upstream;
using Pulp.Uploads;

namespace Pulp.Plugins.Python.Tests.Samples;

/// <summary>The rules of the sample <c>Extensions</c>, each at work in a server.</summary>
[TestFixture]
internal sealed class ExtensionTests
{
    private IndexHost host = null!;

    private PulpInstance Pulp => host.Services.GetRequiredService<PulpInstance>();

    [SetUp]
    public async Task SetUp() => host = await IndexHost.StartAsync(services =>
    {
        services.AddSingleton<ISyncFilter, MinimumAge>();
        services.AddSingleton<ISyncFilter, LocalNamesFirst>();
        services.AddSingleton<IUploadCheck, WheelsOnly>();
    });

    [TearDown]
    public async Task TearDown() => await host.DisposeAsync();

    [Test]
    public async Task What_is_too_young_or_has_a_private_name_stays_outside()
    {
        var (own, _) = await host.CreateIndexAsync("private");
        await Pulp.UploadAsync<PythonPackage>(new MemoryStream(WheelBuilder.Minimal("Secret_Sauce", "1.0")), "secret_sauce-1.0-py3-none-any.whl", own);
        await using var upstream = await FakeUpstream.StartAsync();
        var now = TimeProvider.System.GetUtcNow();
        upstream.Map("/simple/apple/", Page("apple", ("apple-1.0-py3-none-any.whl", now.AddDays(-30)), ("apple-2.0-py3-none-any.whl", now.AddDays(-1))));
        upstream.Map("/simple/secret-sauce/", Page("secret-sauce", ("secret_sauce-99.0-py3-none-any.whl", now.AddDays(-30))));
        var remote = await Pulp.CreateAsync(new PythonRemote { Name = "outside", Url = upstream.Url.AbsoluteUri, Includes = ["apple", "secret-sauce"] });
        var mirror = await Pulp.CreateAsync(new PythonRepository { Name = "mirror", Remote = remote.Id });

        var task = await SyncAsync(mirror);
        var names = new List<string>();
        await foreach (var package in Pulp.ContentAsync<PythonPackage>(await Pulp.LatestAsync(mirror)))
            names.Add(package.Filename);
        Assert.That(names, Is.EqualTo(new[] { "apple-1.0-py3-none-any.whl" }));
        var skipped = task.Result!.Value.GetProperty("skipped");
        Assert.That(skipped.GetProperty("younger than seven days").GetProperty("count").GetInt32(), Is.EqualTo(1));
        Assert.That(skipped.GetProperty("name of a private package").GetProperty("count").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_source_distribution_is_refused_with_the_way_out()
    {
        var (own, _) = await host.CreateIndexAsync("private");
        Assert.That(
            () => Pulp.UploadAsync<PythonPackage>(new MemoryStream(Sdists.Demo().Build()), Sdists.FileName, own),
            Throws.InstanceOf<ContentRefusedException>().With.Message.Contain("python -m build --wheel"));
    }

    private async Task<PulpTask> SyncAsync(Repository repository)
    {
        var dispatcher = host.Services.GetRequiredService<TaskDispatcher>();
        var task = await dispatcher.DispatchAsync<SyncTask, SyncArguments>(SyncTask.RequestFor($"prn:python.pythonrepository:{repository.Id}", null), new SyncArguments(repository.Id, null, false));
        return await dispatcher.WaitAsync(task.Id);
    }

    private static FakeAnswer Page(string name, params (string File, DateTimeOffset Uploaded)[] files) => FakeAnswer.Ok(
        JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["meta"] = new Dictionary<string, object> { ["api-version"] = "1.1" },
            ["name"] = name,
            ["files"] = files.Select(file => new Dictionary<string, object?>
            {
                ["filename"] = file.File,
                ["url"] = $"../../files/{file.File}",
                ["hashes"] = new Dictionary<string, string> { ["sha256"] = UpstreamIndex.DigestOf(file.File) },
                ["upload-time"] = file.Uploaded.UtcDateTime.ToString("O"),
            }),
        }),
        UpstreamIndex.Json);
}
