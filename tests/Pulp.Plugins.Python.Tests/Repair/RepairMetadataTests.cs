using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Tests.Support;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Tasking;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Python.Tests.Repair;

[TestFixture]
internal sealed class RepairMetadataTests
{
    private static readonly byte[] Wheel = new WheelBuilder().Build();
    private static readonly string MetadataSha256 = IndexHost.Sha256Of(Encoding.UTF8.GetBytes(WheelBuilder.Metadata));
    private IndexHost host = null!;
    private PythonRepository repository = null!;

    [SetUp]
    public async Task StartAsync()
    {
        host = await IndexHost.StartAsync();
        (repository, _) = await host.CreateIndexAsync();
    }

    [TearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [Test]
    public async Task A_stored_package_is_read_again_and_pages_that_were_kept_in_memory_show_it()
    {
        await AddAsync(Wrong(), stored: true);
        var version = (await host.LatestAsync(repository.Id))!;
        var before = await host.Client.GetStringAsync("pypi/main/simple/demo-pkg/");

        var task = await RepairAsync();

        var after = await host.Client.GetStringAsync("pypi/main/simple/demo-pkg/");
        var metadata = await host.Client.GetStringAsync($"pulp/content/main/{WheelBuilder.FileName}.metadata");
        using var json = JsonDocument.Parse(await host.Client.GetStringAsync("pypi/main/pypi/demo-pkg/json/"));
        Assert.Multiple(() =>
        {
            Assert.That(task.Result!.Value.GetProperty("repaired").GetInt64(), Is.EqualTo(1));
            Assert.That(before, Does.Contain("&gt;=2").And.Not.Contain("core-metadata"));
            Assert.That(after, Does.Contain("&gt;=3.8").And.Contain($"data-core-metadata=\"sha256={MetadataSha256}\""));
            Assert.That(metadata, Is.EqualTo(WheelBuilder.Metadata));
            Assert.That(json.RootElement.GetProperty("info").GetProperty("summary").GetString(), Is.EqualTo("A demo"));
            Assert.That(json.RootElement.GetProperty("urls")[0].GetProperty("packagetype").GetString(), Is.EqualTo("bdist_wheel"));
        });
        Assert.That((await host.LatestAsync(repository.Id))!.Number, Is.EqualTo(version.Number));
        Assert.That((await host.LatestAsync(repository.Id))!.SetHash, Is.EqualTo(version.SetHash));
    }

    [Test]
    public async Task A_second_repair_finds_nothing_to_do()
    {
        await AddAsync(Wrong(), stored: true);
        await RepairAsync();

        var task = await RepairAsync();

        Assert.That(task.Result!.Value.GetProperty("checked").GetInt64(), Is.EqualTo(1));
        Assert.That(task.Result!.Value.GetProperty("repaired").GetInt64(), Is.Zero);
    }

    [Test]
    public async Task A_wrong_metadata_file_is_replaced_where_it_was_served_already()
    {
        await AddAsync(Wrong() with { MetadataSha256 = IndexHost.Sha256Of("wrong"u8.ToArray()) }, stored: true, metadata: "wrong");
        var before = await host.Client.GetStringAsync($"pulp/content/main/{WheelBuilder.FileName}.metadata");

        await RepairAsync();

        Assert.That(before, Is.EqualTo("wrong"));
        Assert.That(await host.Client.GetStringAsync($"pulp/content/main/{WheelBuilder.FileName}.metadata"), Is.EqualTo(WheelBuilder.Metadata));
    }

    [Test]
    public async Task A_promised_package_is_described_by_the_remotes_JSON_API()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Map("/simple/demo-pkg/", FakeAnswer.Ok("<html></html>", "text/html")).Map("/pypi/demo-pkg/1.2.0/json", FakeAnswer.Ok(Release(IndexHost.Sha256Of(Wheel)), "application/json"));
        var remote = await host.CreateAsync(new PythonRemote { Name = "up", Url = upstream.Url.AbsoluteUri, MaxRetries = 0 });
        await AddAsync(Wrong(), stored: false, remote.Id);

        var task = await RepairAsync();

        var package = await PackageAsync();
        Assert.That(task.Result!.Value.GetProperty("repaired").GetInt64(), Is.EqualTo(1));
        Assert.That(((string?)package["author"], (string?)package["packagetype"], (string?)package["requires_python"]), Is.EqualTo(("Ann", "bdist_wheel", ">=3.9")));
    }

    [Test]
    public async Task A_promised_package_that_the_remote_does_not_know_stays_as_it_is()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Map("/simple/demo-pkg/", FakeAnswer.Ok("<html></html>", "text/html")).Map("/pypi/demo-pkg/1.2.0/json", FakeAnswer.Ok(Release(new string('e', 64)), "application/json"));
        var remote = await host.CreateAsync(new PythonRemote { Name = "up", Url = upstream.Url.AbsoluteUri, MaxRetries = 0 });
        await AddAsync(Wrong(), stored: false, remote.Id);

        var task = await RepairAsync();

        Assert.That(task.Result!.Value.GetProperty("unknown").GetInt64(), Is.EqualTo(1));
        Assert.That((string?)(await PackageAsync())["author"], Is.EqualTo("ME"));
    }

    [Test]
    public async Task A_file_that_names_another_project_does_not_leave_its_own()
    {
        var disguised = new WheelBuilder().Replace(WheelBuilder.DistInfo + "METADATA", _ => new ZipItem(WheelBuilder.DistInfo + "METADATA", "Metadata-Version: 2.1\nName: victim\nVersion: 9\nSummary: Evil\n")).Build();
        await AddAsync(Wrong() with { Sha256 = IndexHost.Sha256Of(disguised) }, stored: true, bytes: disguised);

        await RepairAsync();

        var package = await PackageAsync();
        Assert.That(((string?)package["name"], (string?)package["version"], (string?)package["summary"]), Is.EqualTo(("demo-pkg", "1.2.0", "Evil")));
        Assert.That((await host.GetAsync("pypi/main/simple/victim/")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Repairing_needs_the_permission_to_modify()
    {
        await host.CreateUserAsync("viewer", "python.pythonrepository_viewer");

        Assert.That((await host.RestAsync(HttpMethod.Post, IndexHost.HrefOf(repository) + "repair_metadata/", user: "viewer")).Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    private static PythonPackage Wrong() => new()
    {
        Filename = WheelBuilder.FileName,
        Sha256 = IndexHost.Sha256Of(Wheel),
        Name = "demo-pkg",
        Version = "1.2.0",
        Packagetype = "bdist",
        Author = "ME",
        RequiresPython = ">=2",
    };

    private static string Release(string sha256) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["info"] = new Dictionary<string, object> { ["name"] = "demo-pkg", ["version"] = "1.2.0", ["author"] = "Ann" },
        ["urls"] = new[]
        {
            new Dictionary<string, object>
            {
                ["filename"] = WheelBuilder.FileName,
                ["url"] = $"https://files.example/{WheelBuilder.FileName}",
                ["digests"] = new Dictionary<string, string> { ["sha256"] = sha256 },
                ["requires_python"] = ">=3.9",
            },
        },
    });

    private async Task<PulpTask> RepairAsync()
    {
        var task = await host.TaskAsync(HttpMethod.Post, IndexHost.HrefOf(repository) + "repair_metadata/");
        Assert.That(task.State, Is.EqualTo(TaskState.Completed), task.Error?.ToString());
        return task;
    }

    private async Task<JsonNode> PackageAsync() => (await host.RestAsync(HttpMethod.Get, $"content/python/packages/?filename={WheelBuilder.FileName}")).Body!["results"]![0]!;

    // As content comes that nobody read: on demand, or by older code.
    private async Task AddAsync(PythonPackage package, bool stored, Guid? remoteId = null, string? metadata = null, byte[]? bytes = null)
    {
        var type = host.Services.GetRequiredService<PulpCatalog>().ContentTypeOf(typeof(PythonPackage));
        var files = new List<NewContentFile>();
        if (stored)
            files.Add(new NewContentFile(package.Filename, (await StoreAsync(bytes ?? Wheel)).StoreKey, []));
        else
            files.Add(new NewContentFile(package.Filename, null, [new RemoteArtifact { Url = new Uri("https://files.example/x"), RemoteId = remoteId!.Value, Size = null, Digests = DigestSet.Empty }]));
        if (metadata is not null)
            files.Add(new NewContentFile(package.Filename + ".metadata", (await StoreAsync(Encoding.UTF8.GetBytes(metadata))).StoreKey, []));
        await host.Services.GetRequiredService<RepositoryChanges>().AddAsync(
            repository.Id,
            async session =>
            {
                var saved = await session.Contents.SaveAsync(repository.DomainId, [new NewContent(type, package, type.NaturalKey(package), files)]);
                return [package with { Id = saved[0].Identity.Id, StoreKey = saved[0].Identity.StoreKey }];
            },
            overwrite: true);
    }

    private async Task<StoredArtifact> StoreAsync(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return await host.Services.GetRequiredService<ArtifactIngest>().StoreAsync(stream, repository.DomainId);
    }
}
