using Microsoft.Extensions.DependencyInjection;
using Pulp.Data;
using Pulp.Plugins.Ansible;
using Pulp.Plugins.Container;
using Pulp.Plugins.Python;
using Pulp.Stores;

namespace Pulp.Benchmarks.Local;

/// <summary>Pulp inside this process, in one folder.</summary>
internal sealed class LocalPulp : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private LocalPulp(ServiceProvider services) => this.services = services;

    public PulpInstance Instance => services.GetRequiredService<PulpInstance>();

    public IPulpDatabase Database => services.GetRequiredService<IPulpDatabase>();

    public Plugins.PulpCatalog Catalog => services.GetRequiredService<Plugins.PulpCatalog>();

    public Repositories.RepositoryChanges Changes => services.GetRequiredService<Repositories.RepositoryChanges>();

    public static async Task<LocalPulp> StartAsync(string folder)
    {
        var collection = new ServiceCollection();
        collection.AddPulp(options => options.WorkingFolder = Path.Combine(folder, "work")).UseFolder(folder).AddPlugin<PythonPlugin>().AddPlugin<ContainerPlugin>().AddPlugin<AnsiblePlugin>();
        var provider = collection.BuildServiceProvider();
        await provider.GetRequiredService<PulpRuntime>().StartAsync();
        return new LocalPulp(provider);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
