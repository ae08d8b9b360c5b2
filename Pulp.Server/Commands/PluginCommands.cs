using System.CommandLine;
using Pulp.Plugins;
using Spectre.Console;

namespace Pulp.Server.Commands;

/// <summary>
/// Lists plugins.
/// </summary>
internal static class PluginCommands
{
    public static Command Create()
    {
        var list = new Command("list", "List the plugins, and why any of them was not loaded.").WithExamples("plugin list", "plugin list --plugins /srv/pulp-plugins");
        list.SetAction((result, token) => CommandHost.LookAsync(result, services =>
        {
            var table = new Table().AddColumns("plugin", "version", "state", "reason");
            foreach (var plugin in services.GetRequiredService<PluginCatalog>().Plugins)
                table.AddRow(Markup.Escape(plugin.Label), Markup.Escape(plugin.Version ?? ""), plugin.State.ToString().ToLowerInvariant(), Markup.Escape(plugin.Reason ?? ""));
            AnsiConsole.Write(table);
            return Task.FromResult(0);
        }, token));
        return new Command("plugin", "Look at plugins.") { list }.WithExamples("plugin list");
    }
}
