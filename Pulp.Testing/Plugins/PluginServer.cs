using System.Runtime.Loader;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Access;
using Pulp.Downloads;
using Pulp.Plugins;
using Pulp.Tasking;
using Pulp.Testing.Hosting;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Runs a server with the plugin of a scenario.
/// </summary>
internal sealed class PluginServer : PulpTestHost
{
    private readonly PluginScenario scenario;
    private readonly PluginLoading loading;

    private PluginServer(PluginScenario scenario, PluginLoading loading)
    {
        this.scenario = scenario;
        this.loading = loading;
    }

    /// <summary>Gets what calls the API as administrator.</summary>
    public RestClient Admin { get; private set; } = null!;

    /// <summary>Gets what calls the API without a login.</summary>
    public RestClient Anonymous { get; private set; } = null!;

    public static async Task<PluginServer> StartAsync(PluginScenario scenario, PluginLoading loading)
    {
        var server = await StartAsync(new PluginServer(scenario, loading), WaitForNothing);
        server.Admin = server.CreateRestClient(AdministratorOptions.Username);
        server.Anonymous = server.CreateRestClient();
        try
        {
            server.RequirePlugin();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    protected override void Add(PulpBuilder pulp)
    {
        scenario.AddStorage(pulp, Folder);
        if (loading == PluginLoading.Referenced)
            pulp.AddPlugin(scenario.CreatePlugin());
        else
            pulp.AddPluginsFrom(scenario.PluginsFolder);
    }

    // What a server does only after a while it does here at once.
    private static void WaitForNothing(IServiceCollection services) => services
        .Configure<DownloadOptions>(options => options.RetryBaseDelay = TimeSpan.FromMilliseconds(1))
        .Configure<PulpOptions>(options => (options.RemoteContentFetchFailureCooldown, options.DistributedPublicationRetentionPeriod) = (TimeSpan.Zero, TimeSpan.Zero));

    // A plugin that was left out, or not really loaded from its folder, would prove nothing.
    private void RequirePlugin()
    {
        var label = scenario.CreatePlugin().Label;
        var status = Services.GetRequiredService<PluginCatalog>().Plugins.FirstOrDefault(plugin => plugin.Label == label)
            ?? throw new InvalidOperationException($"No plugin '{label}' lies in {scenario.PluginsFolder}: name its project in the test project with <PulpPluginProject Include=\"...\" />.");
        if (status.State != PluginState.Loaded)
            throw new InvalidOperationException($"The plugin '{label}' is {status.State}: {status.Reason}");
        var registered = Services.GetServices<RegisteredPlugin>().Single(plugin => plugin.Label == label);
        if (AssemblyLoadContext.GetLoadContext(registered.Assembly) == AssemblyLoadContext.GetLoadContext(scenario.CreatePlugin().GetType().Assembly) == (loading == PluginLoading.Folder))
            throw new InvalidOperationException($"The plugin '{label}' was not loaded as asked for: {loading}.");
    }
}
