using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pulp.Benchmarks;

/// <summary>A registry to mirror from, in a process of its own: made-up images that share layers, all in memory, and a count of what was asked.</summary>
internal sealed class BareRegistry : IAsyncDisposable
{
    public const string Option = "--registry";
    public const string Repository = "team/app";
    private const int SharedLayers = 3;
    private const string Root = $"/v2/{Repository}/";
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private readonly Process process;

    private BareRegistry(Process process, Uri url)
    {
        this.process = process;
        Url = url;
    }

    public Uri Url { get; }

    /// <summary>Starts a registry.</summary>
    /// <param name="tags">How many tags it has, each an image of its own.</param>
    /// <param name="hasReferrers">Whether it has the referrers API.</param>
    public static async Task<BareRegistry> StartAsync(int tags, bool hasReferrers)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(BareRegistry).Assembly.Location, Option, url.AbsoluteUri, tags.ToString(CultureInfo.InvariantCulture), hasReferrers.ToString() })
            start.ArgumentList.Add(argument);
        var started = Process.Start(start)!;
        await HttpWait.ForAnswerAsync(url, started, TimeSpan.FromSeconds(60));
        return new BareRegistry(started, url);
    }

    /// <summary>Gets how many requests of each kind came so far.</summary>
    public async Task<Dictionary<string, int>> CountsAsync()
    {
        using var client = new HttpClient();
        var text = await client.GetStringAsync(new Uri(Url, "counts"));
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')).ToDictionary(pair => pair[0], pair => int.Parse(pair[1], CultureInfo.InvariantCulture));
    }

    public static async Task<int> ServeAsync(string url, int tags, bool hasReferrers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        await using var disposing = app;
        var answers = Answers(tags);
        int heads = 0, manifests = 0, blobs = 0, referrers = 0;
        app.Run(context =>
        {
            var path = context.Request.Path.Value!;
            if (path == "/counts")
                return context.Response.WriteAsync($"heads={heads}\nmanifests={manifests}\nblobs={blobs}\nreferrers={referrers}\n");
            if (hasReferrers && path.StartsWith(Root + "referrers/", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref referrers);
                return SendAsync(context, new Answer("""{"schemaVersion":2,"manifests":[]}"""u8.ToArray(), "application/vnd.oci.image.index.v1+json", null));
            }

            if (!answers.TryGetValue(path, out var answer))
            {
                context.Response.StatusCode = 404;
                return Task.CompletedTask;
            }

            if (HttpMethods.IsHead(context.Request.Method))
                Interlocked.Increment(ref heads);
            else if (answer.Digest is not null)
                Interlocked.Increment(ref manifests);
            else
                Interlocked.Increment(ref blobs);
            return SendAsync(context, answer);
        });
        await app.RunAsync();
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        await ProcessEnd.StopAsync(process);
        process.Dispose();
    }

    private static Task SendAsync(HttpContext context, Answer answer)
    {
        context.Response.ContentType = answer.Type;
        context.Response.ContentLength = answer.Bytes.Length;
        context.Response.Headers["Docker-Content-Digest"] = answer.Digest;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(answer.Bytes, context.RequestAborted).AsTask();
    }

    private static Dictionary<string, Answer> Answers(int tags)
    {
        var answers = new Dictionary<string, Answer>(StringComparer.Ordinal);
        var names = Enumerable.Range(0, tags).Select(number => string.Create(CultureInfo.InvariantCulture, $"v{number:D5}")).ToList();
        answers[Root + "tags/list"] = new Answer(Encoding.UTF8.GetBytes($$"""{"name":"{{Repository}}","tags":[{{string.Join(',', names.Select(name => $"\"{name}\""))}}]}"""), "application/json", null);
        foreach (var name in names)
        {
            var config = Encoding.UTF8.GetBytes($$$"""{"architecture":"amd64","os":"linux","config":{"Labels":{"version":"{{{name}}}"}},"rootfs":{"type":"layers","diff_ids":[]}}""");
            var layers = Enumerable.Range(0, SharedLayers).Select(number => $"shared layer {number}").Append($"layer of {name}").Select(Encoding.UTF8.GetBytes);
            var manifest = Encoding.UTF8.GetBytes(
                $$"""{"schemaVersion":2,"mediaType":"{{ManifestType}}","config":{{Describe("application/vnd.oci.image.config.v1+json", config)}},"layers":[{{string.Join(',', layers.Select(layer => Describe("application/vnd.oci.image.layer.v1.tar+gzip", layer)))}}]}""");
            answers[$"{Root}blobs/{DigestOf(config)}"] = new Answer(config, "application/octet-stream", null);
            answers[$"{Root}manifests/{name}"] = answers[$"{Root}manifests/{DigestOf(manifest)}"] = new Answer(manifest, ManifestType, DigestOf(manifest));
        }

        return answers;
    }

    private static string Describe(string type, byte[] bytes) => $$"""{"mediaType":"{{type}}","digest":"{{DigestOf(bytes)}}","size":{{bytes.Length}}}""";

    private static string DigestOf(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private sealed record Answer(byte[] Bytes, string Type, string? Digest);
}
