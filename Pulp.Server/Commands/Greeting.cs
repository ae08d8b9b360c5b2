using Pulp.Plugins;
using Pulp.Server.Hosting;
using Pulp.Server.Settings;

namespace Pulp.Server.Commands;

/// <summary>
/// Says where the server runs and what to try, in commands that can be copied as they are.
/// </summary>
internal static class Greeting
{
    public static string Text(string address, IServiceProvider services, ServerSettings settings, bool isFirstStart)
    {
        var client = ServerSettings.ClientAddressOf(address);
        var passwordFile = settings.AdminPasswordFile;
        var password = File.Exists(passwordFile)
            ? $"in {passwordFile}{(isFirstStart ? " (just made)" : "")}"
            : "the one given as PULP_ADMIN_PASSWORD at the first start";
        var login = File.Exists(passwordFile) ? $"-u \"admin:$(cat {ProgramName.Quote(passwordFile)})\"" : "-u \"admin:$PULP_ADMIN_PASSWORD\"";
        return $"""

            Pulp is running at {address} (stop it with Ctrl-C)
              plugins   {Plugins(services, settings)}
              data      {settings.Data}
              login     admin, password {password}

            Try in another terminal:
              curl {client}/pulp/api/v3/status/
              curl {login} {client}/pulp/api/v3/repositories/
            and, when this server is stopped, to mirror a project from PyPI and serve it:
              {ProgramName.Current} mirror python https://pypi.org/simple/ --include requests --name pypi --policy on_demand --serve{settings.CommandLine}

            """;
    }

    private static string Plugins(IServiceProvider services, ServerSettings settings)
    {
        var plugins = services.GetRequiredService<PluginCatalog>().Plugins;
        return plugins.Count == 0
            ? $"none: put them into {settings.Plugins}"
            : string.Join(", ", plugins.Select(plugin => plugin.State == PluginState.Loaded ? $"{plugin.Label} {plugin.Version}" : $"{plugin.Label} (not loaded: {plugin.Reason})"));
    }
}
