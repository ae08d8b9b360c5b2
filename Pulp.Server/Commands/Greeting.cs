using Pulp.Plugins;
using Pulp.Server.Hosting;
using Pulp.Server.Settings;

namespace Pulp.Server.Commands;

/// <summary>
/// Says where the server runs and what to try, in commands that can be copied as they are.
/// </summary>
internal static class Greeting
{
    public static string Text(string address, IServiceProvider services, ServerSettings settings, bool isFirstStart, bool suggestMirror)
    {
        var api = $"{ServerSettings.ClientAddressOf(address)}{settings.Pulp.PathBase}{settings.Pulp.ApiRoot}api/v3/";
        var passwordFile = settings.AdminPasswordFile;
        var password = File.Exists(passwordFile)
            ? $"in {passwordFile}{(isFirstStart ? " (just made)" : "")}"
            : $"the one given as AdminPassword at the first start (lost? {ProgramName.Current} admin reset-password{settings.CommandLine})";
        var login = File.Exists(passwordFile) ? $"-u \"admin:$(cat {ProgramName.Quote(passwordFile)})\"" : "-u \"admin:$PULP_ADMIN_PASSWORD\"";
        var mirror = suggestMirror
            ? $"""

                and, when this server is stopped, to mirror a project from PyPI and serve it:
                  {ProgramName.Current} mirror python https://pypi.org/simple/ --include requests --field dependencies=true --name pypi --policy on_demand --serve{settings.CommandLine}
                """
            : "";
        return $"""

            Pulp is running at {address} (stop it with Ctrl-C)
              plugins   {Plugins(services, settings)}
              data      {settings.Data}
              login     admin, password {password}

            Try in another terminal:
              curl {api}status/
              curl {login} {api}repositories/{mirror}

            """;
    }

    private static string Plugins(IServiceProvider services, ServerSettings settings)
    {
        var plugins = services.GetRequiredService<PluginCatalog>().Plugins;
        var running = plugins.Where(plugin => plugin.State is PluginState.Loaded or PluginState.Malfunctioned).Select(plugin => $"{plugin.Label} {plugin.Version}").ToList();
        var lines = plugins.Where(plugin => plugin.State is PluginState.Refused or PluginState.Superseded or PluginState.Missing).Select(plugin => $"{plugin.Label} not loaded: {plugin.Reason}")
            .Prepend(running.Count > 0 ? string.Join(", ", running) : $"none: add them with {ProgramName.Current} plugin add");
        return string.Join($"{Environment.NewLine}            ", lines);
    }
}
