using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Container.Models;
using Pulp.Remotes;
using Pulp.Sync;
using Pulp.Tasking;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Container.Tests.Support;

/// <summary>Gives each test a fake registry to mirror from; all tests of a class share the server.</summary>
public abstract class SyncTest : RegistryTest
{
    internal FakeUpstream Upstream { get; private set; } = null!;

    internal FakeRegistry Registry { get; private set; } = null!;

    [SetUp]
    public async Task StartUpstream()
    {
        Upstream = await FakeUpstream.StartAsync();
        Registry = new FakeRegistry(Upstream);
    }

    [TearDown]
    public async Task StopUpstream() => await Upstream.DisposeAsync();

    /// <summary>Makes a repository that mirrors the fake registry; a distribution serves it under the same name.</summary>
    internal async Task<ContainerRepository> CreateMirrorAsync(string name, Func<ContainerRemote, ContainerRemote>? with = null)
    {
        var remote = new ContainerRemote { Name = name, Url = Upstream.Url.ToString(), UpstreamName = "team/app", Policy = DownloadPolicy.OnDemand, MaxRetries = 0 };
        remote = await Host.CreateAsync(with?.Invoke(remote) ?? remote);
        var repository = await Host.CreateAsync(new ContainerRepository { Name = name, Remote = remote.Id });
        await Host.CreateAsync(new ContainerDistribution { Name = name, BasePath = name, Repository = repository.Id });
        return repository;
    }

    internal async Task<PulpTask> RunAsync(ContainerRepository repository, bool mirror = false, object? options = null)
    {
        var dispatcher = Host.Services.GetRequiredService<TaskDispatcher>();
        var task = await dispatcher.DispatchAsync<SyncTask, SyncArguments>(
            SyncTask.RequestFor($"prn:container.containerrepository:{repository.Id}", null), new SyncArguments(repository.Id, Mirror: mirror, Options: options is null ? null : JsonSerializer.SerializeToElement(options)));
        return await dispatcher.WaitAsync(task.Id);
    }

    /// <summary>Syncs and gives the counts; the sync must succeed.</summary>
    internal async Task<JsonElement> SyncAsync(ContainerRepository repository, bool mirror = false, object? options = null)
    {
        var task = await RunAsync(repository, mirror, options);
        return task.Error is null ? task.Result!.Value : throw new InvalidOperationException(task.Error.ToString());
    }

    internal async Task<string[]> TagsAsync(string name) =>
        [.. (await Host.GetJsonAsync($"v2/{name}/tags/list")).GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!)];

    internal static IEnumerable<string> Skipped(JsonElement counts) => counts.GetProperty("skipped").EnumerateObject().Select(reason => reason.Name);

    /// <summary>Gets the status of the answer to a pull of a manifest.</summary>
    internal async Task<int> StatusOfAsync(string name, string reference)
    {
        using var answer = await Host.GetAsync($"v2/{name}/manifests/{reference}");
        return (int)answer.StatusCode;
    }

    /// <summary>Gets the digests that the server lists as attached to a manifest.</summary>
    internal async Task<string[]> ReferrersAsync(string name, byte[] manifest) =>
        [.. (await Host.GetJsonAsync($"v2/{name}/referrers/{Images.DigestOf(manifest)}")).GetProperty("manifests").EnumerateArray().Select(entry => entry.GetProperty("digest").GetString()!)];
}
