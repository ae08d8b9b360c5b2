using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pulp.Benchmarks;

/// <summary>A registry with one image that sends the first bytes of a layer, notes the time, and the rest when it is told to.</summary>
internal sealed class PausingRegistry : IAsyncDisposable
{
    public const string Repository = "team/app";
    public const int LayerSize = 1024 * 1024;
    private const int FirstPart = 1024;
    private readonly WebApplication app;
    private readonly Dictionary<string, byte[]> layers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (long Sent, TaskCompletionSource GoOn)> paused = new(StringComparer.Ordinal);
    private readonly byte[] config;
    private readonly byte[] manifest;

    private PausingRegistry(WebApplication app, Uri url, int count)
    {
        this.app = app;
        Url = url;
        for (var i = 0; i < count; i++)
        {
            var layer = new byte[LayerSize];
            Random.Shared.NextBytes(layer);
            layers[OciImage.DigestOf(layer)] = layer;
        }

        config = OciImage.ConfigOf([.. layers.Keys]);
        manifest = OciImage.ManifestOf(config, [.. layers.Select(layer => (layer.Key, layer.Value.Length))]);
    }

    public Uri Url { get; }

    public IReadOnlyCollection<string> Layers => layers.Keys;

    public static async Task<PausingRegistry> StartAsync(int layers)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url.AbsoluteUri);
        var built = builder.Build();
        var registry = new PausingRegistry(built, url, layers);
        built.Run(registry.AnswerAsync);
        await built.StartAsync();
        return registry;
    }

    /// <summary>Gets when the first bytes of a layer were sent, and has the rest sent.</summary>
    public long GoOn(string digest)
    {
        var (sent, goOn) = paused[digest];
        goOn.SetResult();
        return sent;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var name = context.Request.Path.Value!.Split('/')[^1];
        if (layers.TryGetValue(name, out var layer))
        {
            context.Response.ContentLength = layer.Length;
            await context.Response.StartAsync();
            var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            paused[name] = (Stopwatch.GetTimestamp(), goOn);
            await context.Response.Body.WriteAsync(layer.AsMemory(0, FirstPart));
            await context.Response.Body.FlushAsync();
            await goOn.Task.WaitAsync(TimeSpan.FromSeconds(10));
            await context.Response.Body.WriteAsync(layer.AsMemory(FirstPart));
            return;
        }

        var isManifest = context.Request.Path.Value.Contains("/manifests/", StringComparison.Ordinal);
        var body = isManifest ? manifest : config;
        if (isManifest)
        {
            context.Response.ContentType = OciImage.ManifestType;
            context.Response.Headers["Docker-Content-Digest"] = OciImage.DigestOf(manifest);
        }

        context.Response.ContentLength = body.Length;
        if (HttpMethods.IsGet(context.Request.Method))
            await context.Response.Body.WriteAsync(body);
    }
}
