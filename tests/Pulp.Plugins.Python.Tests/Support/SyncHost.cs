using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Data;
using Pulp.Plugins.Python.Models;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Sync;
using Pulp.Tasking;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Python.Tests.Support;

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

    public IPulpDatabase Database => services.GetRequiredService<IPulpDatabase>();

    public static async Task<SyncHost> StartAsync()
    {
        var root = Directory.CreateTempSubdirectory("pulp-sync-").FullName;
        var collection = new ServiceCollection();
        collection.AddPulp(options => options.WorkingFolder = Path.Combine(root, "work")).UseFolder(root).AddPlugin<PythonPlugin>();
        var provider = collection.BuildServiceProvider();
        await provider.GetRequiredService<PulpRuntime>().StartAsync();
        return new SyncHost(root, provider, await FakeUpstream.StartAsync());
    }

    public async Task<(PythonRepository Repository, PythonRemote Remote)> CreateAsync(Func<PythonRemote, PythonRemote>? remote = null, Func<PythonRepository, PythonRepository>? repository = null)
    {
        var plainRemote = new PythonRemote { Name = "up", Url = Upstream.Url.AbsoluteUri, MaxRetries = 0 };
        var savedRemote = await CreateAsync(remote?.Invoke(plainRemote) ?? plainRemote);
        var plain = new PythonRepository { Name = "repository", Remote = savedRemote.Id };
        return (await CreateAsync(repository?.Invoke(plain) ?? plain), savedRemote);
    }

    public async Task<T> CreateAsync<T>(T resource)
        where T : Resource
    {
        var outcome = await TryCreateAsync(resource);
        return outcome is ChangeOutcome.Done done ? (T)done.Resource : throw new InvalidOperationException(outcome.ToString());
    }

    public Task<ChangeOutcome> TryCreateAsync(Resource resource) => services.GetRequiredService<ResourceChanges>().CreateAsync(resource);

    public Task DeleteAsync(Resource resource) => services.GetRequiredService<ResourceChanges>().DeleteAsync(resource.Id);

    public async Task<PulpTask> SyncAsync(PythonRepository repository, bool mirror = false, Guid? remoteId = null)
    {
        var dispatcher = services.GetRequiredService<TaskDispatcher>();
        var task = await dispatcher.DispatchAsync<SyncTask, SyncArguments>(
            SyncTask.RequestFor($"prn:python.pythonrepository:{repository.Id}", null), new SyncArguments(repository.Id, remoteId, mirror));
        return await dispatcher.WaitAsync(task.Id);
    }

    /// <summary>Syncs and gives the counts; the sync must succeed.</summary>
    public async Task<JsonElement> SyncedAsync(PythonRepository repository, bool mirror = false, Guid? remoteId = null)
    {
        var task = await SyncAsync(repository, mirror, remoteId);
        return task.Error is null ? task.Result!.Value : throw new InvalidOperationException(task.Error.ToString());
    }

    /// <summary>Gets the latest version's packages by file name.</summary>
    public async Task<Dictionary<string, PythonPackage>> PackagesAsync(PythonRepository repository) =>
        (await UnitsAsync<PythonPackage>(repository)).ToDictionary(package => package.Filename);

    /// <summary>Gets the latest version's units of a type.</summary>
    public async Task<IReadOnlyList<T>> UnitsAsync<T>(PythonRepository repository)
    {
        var units = await Database.ReadAsync(async session =>
        {
            var latest = await session.Versions.FindAsync(repository.Id);
            return await session.Contents.QueryAsync(null, repository.DomainId, new Query { Where = Condition.Equal("repository_version", latest!.Id), Limit = 1000 });
        });
        return [.. units.Items.OfType<T>()];
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Upstream.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
