using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Pulp.Testing.Upstream;

/// <summary>
/// Runs an HTTP server on a free loopback port that answers as a test scripts it, and remembers what it was asked.
/// </summary>
/// <remarks>
/// Safe to use concurrently. Paths without a script are answered by 404, and recorded all the same. <see cref="Map"/> says what is right,
/// <see cref="Disturb"/> and <see cref="DisturbAll"/> what goes wrong on top of it, for some requests or until <see cref="Recover"/>:
/// <code>
/// upstream.Map("/a.bin", FakeAnswer.Ok(bytes));
/// upstream.Disturb("/a.bin", FakeFault.Cut, times: 2).Disturb("/a.bin", FakeFault.TooManyRequests("1"), times: 1);
/// </code>
/// </remarks>
public sealed class FakeUpstream : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, Script> scripts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<RecordedRequest> requests = new();
    private readonly Disturbances disturbances = new();

    private FakeUpstream(WebApplication app) => this.app = app;

    /// <summary>Gets the root URL, with a slash at its end.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Gets the port.</summary>
    public int Port => Url.Port;

    /// <summary>Gets every request so far, in the order they came.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. requests];

    /// <summary>Gets how many answers were disturbed so far.</summary>
    public int Disturbed => disturbances.Count;

    /// <summary>Starts an upstream.</summary>
    /// <param name="options">Its TLS settings; plain HTTP when omitted.</param>
    /// <returns>The running upstream, which the caller disposes.</returns>
    public static async Task<FakeUpstream> StartAsync(FakeUpstreamOptions? options = null)
    {
        options ??= new FakeUpstreamOptions();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listener => Configure(listener, options));
        });
        builder.Logging.ClearProviders();
        var server = builder.Build();
        var upstream = new FakeUpstream(server);
        server.Run(upstream.AnswerAsync);
        await server.StartAsync().ConfigureAwait(false);
        upstream.Url = new Uri(server.Urls.Single() + "/");
        return upstream;
    }

    /// <summary>Gets the URL of a path.</summary>
    /// <param name="path">The path with its leading slash, and a query if wanted.</param>
    /// <returns>The URL.</returns>
    public Uri UrlOf(string path) => new(Url, path);

    /// <summary>
    /// Scripts a path: the first request gets the first answer, and so on; the last answer is repeated.
    /// </summary>
    /// <param name="path">The decoded path with its leading slash, without a query.</param>
    /// <param name="answers">The answers; at least one.</param>
    /// <returns>This upstream.</returns>
    public FakeUpstream Map(string path, params FakeAnswer[] answers)
    {
        ArgumentOutOfRangeException.ThrowIfZero(answers.Length);
        scripts[path] = new Script(answers);
        return this;
    }

    /// <summary>Takes back what was scripted for a path: it is answered by 404.</summary>
    /// <param name="path">The decoded path.</param>
    /// <returns>This upstream.</returns>
    public FakeUpstream Unmap(string path)
    {
        scripts.TryRemove(path, out _);
        return this;
    }

    /// <summary>Lets requests for a path meet a fault. Faults of one path follow each other: each has its number of requests, then the next, then all is well again.</summary>
    /// <param name="path">The decoded path; it is answered worse than scripted.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="times">For how many requests; every request when omitted.</param>
    /// <returns>This upstream.</returns>
    public FakeUpstream Disturb(string path, FakeFault fault, int times = int.MaxValue)
    {
        disturbances.Add(path, fault, times);
        return this;
    }

    /// <summary>Lets requests for any path meet a fault; what <see cref="Disturb"/> says of a path goes first.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="times">For how many requests; every request when omitted.</param>
    /// <returns>This upstream.</returns>
    public FakeUpstream DisturbAll(FakeFault fault, int times = int.MaxValue)
    {
        disturbances.Add(path: null, fault, times);
        return this;
    }

    /// <summary>Ends every fault: from now on answers are as scripted.</summary>
    /// <returns>This upstream.</returns>
    public FakeUpstream Recover()
    {
        disturbances.Clear();
        return this;
    }

    /// <summary>Counts the requests for a path.</summary>
    /// <param name="path">The decoded path.</param>
    /// <returns>The number.</returns>
    public int CountOf(string path) => requests.Count(request => request.Path == path);

    /// <summary>Waits until a path was requested so often.</summary>
    /// <param name="path">The decoded path; it needs a script.</param>
    /// <param name="count">How often.</param>
    /// <returns>A task that ends then.</returns>
    public Task WhenRequestedAsync(string path, int count = 1) => scripts[path].WhenTakenAsync(count);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync().ConfigureAwait(false);
        await app.StopAsync(now.Token).ConfigureAwait(false);
        await app.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Gets what tells the present scripts from others.</summary>
    internal string Fingerprint() => string.Join('\n', scripts.OrderBy(script => script.Key, StringComparer.Ordinal).Select(script => $"{script.Key} {script.Value.Fingerprint()}"));

    private static void Configure(ListenOptions listener, FakeUpstreamOptions options)
    {
        listener.Protocols = options.OfferHttp2 ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
        if (options.Certificate is null)
            return;
        listener.UseHttps(https =>
        {
            https.ServerCertificate = options.Certificate;
            https.SslProtocols = options.TlsVersions;
            https.ClientCertificateMode = options.AskForClientCertificate ? ClientCertificateMode.AllowCertificate : ClientCertificateMode.NoCertificate;
            https.AllowAnyClientCertificate();
        });
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = context.Request.ContentLength > 0 ? await reader.ReadToEndAsync(context.RequestAborted).ConfigureAwait(false) : "";
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = context.Request.Path.Value!;
        requests.Enqueue(new RecordedRequest(
            context.Request.Protocol, context.Request.Method, target, path,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body, context.Connection.ClientCertificate?.Subject));
        var answer = scripts.TryGetValue(path, out var script) ? script.Take() : FakeAnswer.Of(404);
        await FakeResponder.SendAsync(context, disturbances.Apply(path, answer)).ConfigureAwait(false);
    }

    private sealed class Script(FakeAnswer[] answers)
    {
        private readonly Lock gate = new();
        private readonly List<(int Count, TaskCompletionSource Signal)> waiting = [];
        private int taken;

        public FakeAnswer Take()
        {
            lock (gate)
            {
                taken++;
                foreach (var (count, signal) in waiting.Where(waiter => waiter.Count <= taken))
                    signal.TrySetResult();
                return answers[Math.Min(taken, answers.Length) - 1];
            }
        }

        public string Fingerprint() => string.Concat(answers.Select(answer => $"{answer.Status} {answer.ETag} {Convert.ToHexString(SHA256.HashData(answer.Body.Span))}"));

        public Task WhenTakenAsync(int count)
        {
            lock (gate)
            {
                if (taken >= count)
                    return Task.CompletedTask;
                var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting.Add((count, signal));
                return signal.Task;
            }
        }
    }
}
