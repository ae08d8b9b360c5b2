using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pulp.Benchmarks;

/// <summary>A web server that does nothing but send one file: the most that the platform gives.</summary>
internal sealed class BareKestrel : IAsyncDisposable
{
    public const string Option = "--bare";
    private readonly Process process;

    private BareKestrel(Process process, Uri url)
    {
        this.process = process;
        Url = url;
    }

    public Uri Url { get; }

    public static async Task<BareKestrel> StartAsync(string file)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(BareKestrel).Assembly.Location, Option, file, url.AbsoluteUri })
            start.ArgumentList.Add(argument);
        var started = Process.Start(start)!;
        await HttpWait.ForAnswerAsync(url, started, TimeSpan.FromSeconds(60));
        return new BareKestrel(started, url);
    }

    public static async Task<int> ServeAsync(string file, string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        await using var disposing = app;
        app.Run(context =>
        {
            context.Response.ContentType = "application/octet-stream";
            context.Response.ContentLength = new FileInfo(file).Length;
            return context.Response.SendFileAsync(file, context.RequestAborted);
        });
        await app.RunAsync();
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        await ProcessEnd.StopAsync(process);
        process.Dispose();
    }
}
