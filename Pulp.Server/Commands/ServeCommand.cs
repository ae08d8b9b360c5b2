using System.CommandLine;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
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
        CommandHost.GuardAsync(() => RunAsync(CommonOptions.Read(result), suggestMirror: true, cancellationToken));

    public static async Task<int> RunAsync(ServerSettings settings, bool suggestMirror, CancellationToken cancellationToken)
    {
        ProcessorSlice.Shorten();
        using var folder = DataFolder.Open(settings.Data);
        var isFirstStart = !File.Exists(Path.Combine(settings.Data, "pulp.db"));
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        var started = false;
        builder.Logging.AddPulpConsole(settings.LogLevel)
            // Why a start failed is said in one line below.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => started && level >= LogLevel.Warning && level >= settings.LogLevel);
        // Beyond the grace of tasks, for requests that are being answered.
        builder.WebHost.UseShutdownTimeout(settings.Pulp.TaskGraceInterval + TimeSpan.FromSeconds(20));
        builder.WebHost.UseUrls(settings.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            StrictHttp.Configure(kestrel);
        });
        // Nothing here blocks for long, and most answers are short: handing them from thread to thread takes longer than to make them.
        builder.WebHost.UseSockets(sockets =>
        {
            sockets.UnsafePreferInlineScheduling = true;

            // A connection that waits keeps 4 KiB, and no request asks the system first whether there is something to read.
            sockets.WaitForDataBeforeAllocatingBuffer = false;
        });
        builder.Services.AddPulpServer(settings).AddWeb();
        var app = builder.Build();
        await using (app)
        {
            app.UseStrictHttp();
            app.UseTrustedProxies(settings.TrustedProxies);
            app.UsePulp();
            app.MapPulp();
            app.MapFrontPage(settings);
            await StartAsync(app, settings, cancellationToken);
            started = true;
            await System.Console.Out.WriteLineAsync(Greeting.Text(AddressOf(app), app.Services, settings, isFirstStart, suggestMirror));
            await app.WaitForShutdownAsync(cancellationToken);
        }

        return 0;
    }

    private static async Task StartAsync(WebApplication app, ServerSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or IOException { InnerException: AddressInUseException } || IsWithoutCertificate(exception))
        {
            throw new ListeningException(settings.Urls, exception);
        }
    }

    // Kestrel's exception for this has no type of its own.
    private static bool IsWithoutCertificate(Exception exception) => exception is InvalidOperationException && exception.Message.Contains("HTTPS endpoint", StringComparison.Ordinal);

    private static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().TrimEnd('/');
}
