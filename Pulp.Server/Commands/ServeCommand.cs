using System.CommandLine;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Pulp.AspNetCore;
using Pulp.Server.Hosting;
using Pulp.Server.Settings;

namespace Pulp.Server.Commands;

/// <summary>
/// Runs the server until it is stopped.
/// </summary>
internal static class ServeCommand
{
    public static Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken) =>
        CommandHost.GuardAsync(() => RunAsync(CommonOptions.Read(result), cancellationToken));

    public static async Task<int> RunAsync(ServerSettings settings, CancellationToken cancellationToken)
    {
        using var folder = DataFolder.Open(settings.Data);
        var isFirstStart = !File.Exists(Path.Combine(settings.Data, "pulp.db"));
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
        builder.WebHost.UseUrls(settings.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            StrictHttp.Configure(kestrel);
        });
        builder.Services.AddPulpServer(settings).AddWeb();
        var app = builder.Build();
        await using (app)
        {
            app.UseStrictHttp();
            app.UsePulp();
            app.MapPulp();
            await app.StartAsync(cancellationToken);
            await System.Console.Out.WriteLineAsync(Greeting.Text(AddressOf(app), app.Services, settings, isFirstStart));
            await app.WaitForShutdownAsync(cancellationToken);
        }

        return 0;
    }

    private static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().TrimEnd('/');
}
