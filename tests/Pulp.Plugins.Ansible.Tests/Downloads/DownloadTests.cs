using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pulp.Plugins.Ansible.Downloads;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Testing.Time;
using static Pulp.Plugins.Ansible.Tests.Support.GalaxyTest;

namespace Pulp.Plugins.Ansible.Tests.Downloads;

[TestFixture]
public sealed class DownloadTests
{
    private const string Index = "collections/index/";
    private const string File = "collections/artifacts/acme-tools-1.0.0.tar.gz";
    private readonly ManualTimeProvider clock = new(DateTimeOffset.UtcNow);
    private readonly ConcurrentQueue<string> lines = new();
    private bool counts = true;
    private bool logs;
    private GalaxyHost host = null!;

    private DownloadCounts Counts => host.Services.GetRequiredService<DownloadCounts>();

    [SetUp]
    public void Reset() => (counts, logs) = (true, false);

    [TearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [Test]
    public async Task Downloads_are_counted_and_shown_once_they_are_written()
    {
        await StartAsync();
        Assert.That(await ShownAsync(), Is.EqualTo((0, 0)));
        for (var time = 0; time < 3; time++)
            await AssertAsync(await host.GetAsync(ContentOf("hub") + File), 200);
        await AssertAsync(await host.GetAsync(ContentOf("hub") + File, "admin"), 200);
        Assert.That(await ShownAsync(), Is.EqualTo((0, 0)));
        await Counts.WriteAsync();
        Assert.That(await ShownAsync(), Is.EqualTo((4, 4)), "what was kept in memory is made anew");
        var streamed = await host.GetJsonAsync(ContentOf("hub") + "collections/all-collections/");
        Assert.That(streamed[1].GetProperty("download_count").GetInt64(), Is.EqualTo(4));
        Assert.That((await host.GetJsonAsync(ContentOf("hub") + Index + "acme/other/")).GetProperty("download_count").GetInt64(), Is.Zero);
    }

    [Test]
    public async Task What_gives_no_file_from_its_beginning_is_no_download()
    {
        await StartAsync();
        using var first = await host.GetAsync(ContentOf("hub") + File);
        await AssertAsync(await host.SendAsync(HttpMethod.Head, ContentOf("hub") + File, user: null), 200);
        await AssertAsync(await SendAsync(request => request.Headers.IfNoneMatch.Add(first.Headers.ETag!)), 304);
        await AssertAsync(await SendAsync(request => request.Headers.Range = new RangeHeaderValue(5, null)), 206);
        await AssertAsync(await host.GetAsync(ContentOf("hub") + "collections/artifacts/acme-tools-9.9.9.tar.gz"), 404);
        await Counts.WriteAsync();
        Assert.That(await ShownAsync(), Is.EqualTo((1, 1)));
        await AssertAsync(await SendAsync(request => request.Headers.Range = new RangeHeaderValue(0, 3)), 206);
        await Counts.WriteAsync();
        Assert.That(await ShownAsync(), Is.EqualTo((2, 2)));

        async Task<HttpResponseMessage> SendAsync(Action<HttpRequestMessage> change)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, ContentOf("hub") + File);
            change(request);
            return await host.Client.SendAsync(request);
        }
    }

    [Test]
    public async Task Counts_are_written_each_minute_and_when_the_server_stops()
    {
        await StartAsync();
        await AssertAsync(await host.GetAsync(ContentOf("hub") + File), 200);
        clock.Advance(DownloadCounts.Interval);
        // Writes are done one after another.
        await host.Database.WriteAsync(static _ => ValueTask.FromResult(true));
        await using (var others = new DownloadCounts(host.Database, clock, NullLogger<DownloadCounts>.Instance))
        {
            await others.RunAsync(CancellationToken.None);
            Assert.That(CollectionName.TryParse("acme.tools", out var name), Is.True);
            Assert.That(others.Of(name), Is.EqualTo(1));
        }

        await AssertAsync(await host.GetAsync(ContentOf("hub") + File), 200);
        host = await host.RestartAsync();
        Assert.That(await ShownAsync(), Is.EqualTo((2, 2)));
        Assert.That(lines.Where(line => line.StartsWith(typeof(DownloadCounts).FullName!, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task Nothing_is_counted_when_the_setting_says_so()
    {
        counts = false;
        await StartAsync();
        await AssertAsync(await host.GetAsync(ContentOf("hub") + File), 200);
        await Counts.WriteAsync();
        Assert.That(await ShownAsync(), Is.EqualTo((0, 0)));
        Assert.That(lines, Has.None.Contain("downloaded"));
    }

    [Test]
    public async Task Each_download_is_a_line_of_the_log_when_the_setting_says_so()
    {
        logs = true;
        await StartAsync();
        await AssertAsync(await host.GetAsync(ContentOf("hub") + File), 200);
        await AssertAsync(await host.GetAsync(ContentOf("hub") + File, "admin"), 200);
        Assert.That(lines.Where(line => line.StartsWith(typeof(DownloadLog).FullName!, StringComparison.Ordinal)).ToArray(), Is.EqualTo(new[] { "anonymous", "admin" })
            .Using<string, string>((line, user) => line.StartsWith($"{typeof(DownloadLog).FullName}: {user} at 127.0.0.1 downloaded acme-tools-1.0.0.tar.gz from hub, version ", StringComparison.Ordinal)));
    }

    private async Task StartAsync()
    {
        lines.Clear();
        host = await GalaxyHost.StartAsync(services => services
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton<ILoggerProvider>(new Lines(lines))
            .Configure<AnsibleOptions>(options => (options.CountDownloads, options.LogDownloads) = (counts, logs)));
        await host.AddAsync(await host.CreateRepositoryAsync("hub"), await host.CollectionAsync("acme.tools", "1.0.0"), await host.CollectionAsync("acme.other", "1.0.0"));
    }

    private async Task<(long Collection, long Listed)> ShownAsync()
    {
        var one = await host.GetJsonAsync(ContentOf("hub") + Index + "acme/tools/");
        var all = await host.GetJsonAsync(ContentOf("hub") + Index);
        return (CountOf(one), CountOf(all.GetProperty("data").EnumerateArray().Single(item => item.GetProperty("name").GetString() == "tools")));

        static long CountOf(JsonElement item) => item.GetProperty("download_count").GetInt64();
    }

    private sealed class Lines(ConcurrentQueue<string> lines) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Line(lines, categoryName);

        public void Dispose()
        {
        }
    }

    private sealed class Line(ConcurrentQueue<string> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{category}: {formatter(state, exception)}");
    }
}
