using System.CommandLine;
using Pulp.Plugins;
using Pulp.Server.Hosting;

namespace Pulp.Server.Commands;

/// <summary>
/// Lists plugins.
/// </summary>
internal static class PluginCommands
{
    public static Command Create()
    {
        var list = new Command("list", "List the plugins, and why any of them was not loaded. Needs no data folder.") { CommonOptions.Json }
            .WithExamples("plugin list", "plugin list --plugins /srv/pulp-plugins", "plugin list --json");
        list.SetAction((result, _) => CommandHost.GuardAsync(() => Task.FromResult(List(result))));
        return new Command("plugin", "Look at plugins.") { list }.WithExamples("plugin list");
    }

    private static int List(ParseResult result)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddPulp().AddPluginsFrom(CommonOptions.Read(result).Plugins);
        using var provider = services.BuildServiceProvider();
        var listing = new Listing("plugin", "version", "state", "reason");
        foreach (var plugin in provider.GetRequiredService<PluginCatalog>().Plugins)
            listing.Add(plugin.Label, plugin.Version, plugin.State.ToString().ToLowerInvariant(), plugin.Reason);
        listing.Write(result.GetValue(CommonOptions.Json));
        return 0;
    }
}
