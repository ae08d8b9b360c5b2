using System.CommandLine;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Pulp.AspNetCore;
using Pulp.Plugins;
using Pulp.Server.Hosting;
using Pulp.Server.Settings;

namespace Pulp.Server.Commands;

/// <summary>
/// Runs the server until it is stopped.
/// </summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(CommonOptions.Read(result), cancellationToken);
        }
        catch (InvalidSettingsException invalid)
        {
            return CommandHost.Report(invalid, CommandHost.Usage);
        }
        catch (PulpException failed)
        {
            return CommandHost.Report(failed, CommandHost.Failure);
        }
        catch (IOException failed)
        {
            return CommandHost.Report(failed, CommandHost.Failure);
        }
    }

    public static async Task<int> RunAsync(ServerSettings settings, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(settings.Data);
        using var folder = DataFolderLock.Take(settings.Data);
        var isFirstStart = !File.Exists(settings.AdminPasswordFile);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
        builder.WebHost.UseUrls(settings.Urls).UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.Services.AddPulpServer(settings).AddWeb();
        var app = builder.Build();
        app.UsePulp();
        app.MapPulp();
        await app.StartAsync(cancellationToken);
        Greet(app, settings, isFirstStart);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static void Greet(WebApplication app, ServerSettings settings, bool isFirstStart)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().TrimEnd('/');
        var plugins = app.Services.GetServices<RegisteredPlugin>().Select(plugin => $"{plugin.Label} {plugin.Version}").ToList();
        System.Console.WriteLine($"""
            Pulp is running at {address}
              plugins         {(plugins.Count == 0 ? $"none: put them into {settings.Plugins}" : string.Join(", ", plugins))}
              data            {settings.Data}
              user            admin, password in {settings.AdminPasswordFile}{(isFirstStart ? " (just made)" : "")}

            Try:
              curl {address}/pulp/api/v3/status/
              curl -u "admin:$(cat '{settings.AdminPasswordFile}')" {address}/pulp/api/v3/repositories/
              pulp mirror python https://pypi.org/simple/ --include requests --name pypi --policy on_demand --serve
            """);
    }
}
