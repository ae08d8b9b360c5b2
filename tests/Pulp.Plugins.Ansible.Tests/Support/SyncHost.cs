using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Data;
using Pulp.Plugins.Ansible.Models;
using Pulp.Queries;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Sync;
using Pulp.Tasking;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Ansible.Tests.Support;

/// <summary>Runs syncs of one repository from a scripted upstream, without a web server.</summary>
internal sealed class SyncHost : IAsyncDisposable
{
    private readonly string folder;
    private readonly ServiceProvider services;

    private SyncHost(string folder, ServiceProvider services, FakeUpstream upstream)
    {
        this.folder = folder;
        this.services = services;
        Upstream = upstream;
    }

    public FakeUpstream Upstream { get; }

    public IServiceProvider Services => services;

    public IPulpDatabase Database => services.GetRequiredService<IPulpDatabase>();

    public static async Task<SyncHost> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var root = Directory.CreateTempSubdirectory("pulp-sync-").FullName;
        var collection = new ServiceCollection();
        collection.AddPulp(options => options.WorkingFolder = Path.Combine(root, "work")).UseFolder(root).AddPlugin<AnsiblePlugin>();
        configure?.Invoke(collection);
        var provider = collection.BuildServiceProvider();
        await provider.GetRequiredService<PulpRuntime>().StartAsync();
        return new SyncHost(root, provider, await FakeUpstream.StartAsync());
    }

    public async Task<AnsibleRepository> CreateAsync(Func<CollectionRemote, CollectionRemote>? remote = null, Func<AnsibleRepository, AnsibleRepository>? repository = null)
    {
        var plainRemote = new CollectionRemote { Name = "up", Url = Upstream.Url.AbsoluteUri, MaxRetries = 0, Policy = DownloadPolicy.OnDemand };
        var savedRemote = await CreateAsync<Remote>(remote?.Invoke(plainRemote) ?? plainRemote);
        var plain = new AnsibleRepository { Name = "repository", Remote = savedRemote.Id };
        return await CreateAsync(repository?.Invoke(plain) ?? plain);
    }

    public async Task<T> CreateAsync<T>(T resource)
        where T : Resource
    {
        var outcome = await TryCreateAsync(resource);
        return outcome is ChangeOutcome.Done done ? (T)done.Resource : throw new InvalidOperationException($"{outcome} {JsonSerializer.Serialize((outcome as ChangeOutcome.Invalid)?.Errors)}");
    }

    public Task<ChangeOutcome> TryCreateAsync(Resource resource) => services.GetRequiredService<ResourceChanges>().CreateAsync(resource);

    public async Task ChangeAsync<T>(Guid id, Func<T, T> change)
        where T : Resource
    {
        var current = (T)(await Database.ReadAsync(session => session.Resources.GetAsync(id)))!;
        Assert.That(await services.GetRequiredService<ResourceChanges>().UpdateAsync(change(current)), Is.InstanceOf<ChangeOutcome.Done>());
    }

    public async Task<PulpTask> SyncAsync(AnsibleRepository repository, bool mirror = false, object? options = null, Guid? remoteId = null)
    {
        var dispatcher = services.GetRequiredService<TaskDispatcher>();
        JsonElement? given = options is null ? null : JsonSerializer.SerializeToElement(options);
        var task = await dispatcher.DispatchAsync<SyncTask, SyncArguments>(
            SyncTask.RequestFor($"prn:ansible.ansiblerepository:{repository.Id}", null), new SyncArguments(repository.Id, remoteId, mirror, given));
        return await dispatcher.WaitAsync(task.Id);
    }

    /// <summary>Syncs and gives the counts; the sync must succeed.</summary>
    public async Task<JsonElement> SyncedAsync(AnsibleRepository repository, bool mirror = false, object? options = null, Guid? remoteId = null)
    {
        var task = await SyncAsync(repository, mirror, options, remoteId);
        return task.Error is null ? task.Result!.Value : throw new InvalidOperationException(task.Error.ToString());
    }

    /// <summary>Syncs and gives the error; the sync must fail, and the repository stays as it was.</summary>
    public async Task<string> FailedAsync(AnsibleRepository repository, object? options = null)
    {
        var before = await LatestAsync(repository);
        var task = await SyncAsync(repository, options: options);
        Assert.That(task.State, Is.EqualTo(TaskState.Failed));
        Assert.That((await LatestAsync(repository)).Id, Is.EqualTo(before.Id));
        return task.Error!.ToString()!;
    }

    public async Task<RepositoryVersion> LatestAsync(AnsibleRepository repository) => (await Database.ReadAsync(session => session.Versions.FindAsync(repository.Id)))!;

    public Task RemoveAllAsync(AnsibleRepository repository) => services.GetRequiredService<RepositoryChanges>().ModifyAsync(repository.Id, new RepositoryChange { RemoveAll = true });

    /// <summary>Gets the latest version's units of a type.</summary>
    public async Task<IReadOnlyList<T>> UnitsAsync<T>(AnsibleRepository repository)
    {
        var units = await Database.ReadAsync(async session =>
        {
            var latest = await session.Versions.FindAsync(repository.Id);
            return await session.Contents.QueryAsync(null, repository.DomainId, new Query { Where = Condition.Equal("repository_version", latest!.Id), Limit = 1000 });
        });
        return [.. units.Items.OfType<T>()];
    }

    /// <summary>Gets the collection versions of the latest version, in order.</summary>
    public async Task<string> VersionsAsync(AnsibleRepository repository) =>
        string.Join(' ', (await UnitsAsync<CollectionVersion>(repository)).Select(unit => $"{unit.Namespace}.{unit.Name}-{unit.Version}").Order(StringComparer.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Upstream.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
