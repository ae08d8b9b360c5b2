using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pulp.Downloads;
using Pulp.Testing.Time;

namespace Pulp.Core.Tests.Downloads;

/// <summary>
/// The registered download services with a manual clock and a network whose names and addresses a test makes up.
/// </summary>
internal sealed class DownloadKit : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public DownloadKit(Action<DownloadOptions>? configure = null, TimeProvider? time = null)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton(time ?? Clock);
        collection.AddSingleton<IUpstreamNetwork>(Network);
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        collection.AddDownloads();
        if (configure is not null)
            collection.Configure(configure);
        services = collection.BuildServiceProvider();
    }

    public ManualTimeProvider Clock { get; } = new();

    public FakeNetwork Network { get; } = new();

    public LogCapture Log { get; } = new();

    public IUpstreamClientFactory Factory => Get<IUpstreamClientFactory>();

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public UpstreamClient ClientTo(Uri baseUrl, Func<ConnectionSettings, ConnectionSettings>? change = null)
    {
        var settings = new ConnectionSettings { BaseUrl = baseUrl };
        return Factory.Create(change?.Invoke(settings) ?? settings);
    }

    /// <summary>Runs work, skipping the pauses it makes; deadlines of ten minutes and more are left alone.</summary>
    public async Task<T> RunAsync<T>(Task<T> work)
    {
        await Clock.AdvanceUntilAsync(work, TimeSpan.FromMinutes(9));
        return await work;
    }

    public async Task<DownloadException> FailureOfAsync<T>(Task<T> work)
    {
        try
        {
            await RunAsync(work);
        }
        catch (DownloadException e)
        {
            return e;
        }

        throw new AssertionException("The download succeeded, but it should have failed.");
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}

/// <summary>
/// Resolves names a test made up, and leads made-up public addresses to servers on loopback; refuses everything else.
/// </summary>
internal sealed class FakeNetwork : IUpstreamNetwork
{
    private readonly SocketNetwork real = new();
    private readonly Dictionary<string, Func<IPAddress[]>> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<IPAddress> routed = [];

    public Func<IPEndPoint, CancellationToken, Task<Stream>>? Dial { get; set; }

    public System.Collections.Concurrent.ConcurrentQueue<IPEndPoint> Dialed { get; } = new();

    public FakeNetwork Name(string host, params string[] addresses) => Name(host, () => [.. addresses.Select(IPAddress.Parse)]);

    public FakeNetwork Name(string host, Func<IPAddress[]> resolve)
    {
        names[host] = resolve;
        return this;
    }

    /// <summary>Lets the name lead to an address that counts as public, and the address to loopback.</summary>
    public FakeNetwork PublicName(string host, string address)
    {
        routed.Add(IPAddress.Parse(address));
        return Name(host, address);
    }

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        names.TryGetValue(host, out var resolve) ? Task.FromResult(resolve()) : Task.FromException<IPAddress[]>(new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound));

    public async ValueTask<Stream> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        Dialed.Enqueue(endpoint);
        if (Dial is not null)
            return await Dial(endpoint, cancellationToken);
        if (!IPAddress.IsLoopback(endpoint.Address) && !routed.Contains(endpoint.Address))
            throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostUnreachable);
        return await real.ConnectAsync(new IPEndPoint(IPAddress.Loopback, endpoint.Port), cancellationToken);
    }
}

internal sealed class LogCapture : ILoggerProvider
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> lines = new();

    public string Text => string.Join('\n', lines);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogCapture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            capture.lines.Enqueue($"{category}: {formatter(state, exception)} {exception}");
    }
}
