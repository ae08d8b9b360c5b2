using Microsoft.Extensions.DependencyInjection;
using Pulp.Downloads;
using Pulp.Testing.Upstream;

namespace Pulp.Core.Tests.Downloads;

internal sealed class ConnectionPoolTests
{
    private FakeUpstream upstream = null!;

    [SetUp]
    public async Task StartAsync() => (upstream = await FakeUpstream.StartAsync()).Map("/x", FakeAnswer.Ok("x"));

    [TearDown]
    public async Task StopAsync() => await upstream.DisposeAsync();

    [Test]
    public async Task Clients_of_equal_settings_share_one_connection_and_others_do_not()
    {
        await using var kit = new DownloadKit();
        for (var i = 0; i < 5; i++)
        {
            using var client = kit.ClientTo(upstream.Url, settings => settings with { Username = "u", Password = "p", Headers = [new("A", "b")] });
            await GetAsync(client);
        }

        using var another = kit.ClientTo(upstream.Url, settings => settings with { Username = "v", Password = "p" });
        await GetAsync(another);

        Assert.That(kit.Network.Dialed, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Thousands_of_remotes_are_not_remembered_and_those_forgotten_still_work()
    {
        await using var kit = new DownloadKit(options => options.MaxConnectionPools = 3);
        using var first = kit.ClientTo(upstream.UrlOf("/first/"));
        for (var i = 0; i < 1000; i++)
            kit.ClientTo(upstream.UrlOf($"/{i}/")).Dispose();

        await GetAsync(first);

        Assert.That(kit.Get<UpstreamConnections>().Count, Is.LessThanOrEqualTo(4));
        Assert.That(upstream.CountOf("/x"), Is.EqualTo(1));
    }

    [Test]
    public async Task No_more_responses_are_open_than_the_concurrency_allows()
    {
        await using var kit = new DownloadKit();
        using var client = kit.ClientTo(upstream.Url, settings => settings with { DownloadConcurrency = 2 });
        var request = new UpstreamRequest { Uri = upstream.UrlOf("/x") };
        var first = await client.SendAsync(request);
        await using var second = await client.SendAsync(request);

        var third = client.SendAsync(request);
        var waits = !third.IsCompleted && upstream.CountOf("/x") == 2;
        await first.DisposeAsync();
        await first.DisposeAsync();
        await (await third).DisposeAsync();

        Assert.That(waits);
        Assert.That(upstream.CountOf("/x"), Is.EqualTo(3));
    }

    // N12 seen from this side: what goes wrong gives its place back.
    [Test]
    public async Task Failed_cancelled_and_abandoned_requests_leave_no_place_taken()
    {
        await using var kit = new DownloadKit();
        upstream.Map("/drop", new FakeAnswer { Drop = true }).Map("/big", FakeAnswer.Ok(new byte[5_000_000]));
        using var client = kit.ClientTo(upstream.Url, settings => settings with { DownloadConcurrency = 1, MaxRetries = 0 });
        for (var i = 0; i < 20; i++)
        {
            await kit.FailureOfAsync(client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/drop") }));
            await (await client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/big") })).DisposeAsync();
            Assert.That(async () => await client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/x") }, new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
        }

        await GetAsync(client);
        Assert.That(kit.Clock.Pending, Is.Empty, "no timer outlives its transfer");
    }

    [Test]
    public async Task A_filter_registered_by_the_embedder_wraps_the_handlers_too()
    {
        var seen = 0;
        var services = new ServiceCollection();
        services.AddDownloads();
        services.AddDownloads();
        services.ConfigureHttpClientDefaults(builder => builder.AddHttpMessageHandler(() => new CountingHandler(() => seen++)));
        await using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        using var client = provider.GetRequiredService<IUpstreamClientFactory>().Create(new ConnectionSettings { BaseUrl = upstream.Url });

        await GetAsync(client);

        Assert.That(seen, Is.EqualTo(1));
    }

    [Test]
    public async Task A_disposed_client_says_so()
    {
        await using var kit = new DownloadKit();
        var client = kit.ClientTo(upstream.Url);
        await GetAsync(client);

        client.Dispose();

        Assert.That(async () => await GetAsync(client), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Disposing_a_client_ends_what_it_waits_for_without_another_try()
    {
        await using var kit = new DownloadKit();
        upstream.Map("/slow", FakeAnswer.Ok("x") with { Gate = new TaskCompletionSource().Task });
        var client = kit.ClientTo(upstream.Url);
        var work = client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/slow") });
        await upstream.WhenRequestedAsync("/slow");

        client.Dispose();

        Assert.That(async () => await work, Throws.TypeOf<ObjectDisposedException>());
    }

    private async Task GetAsync(UpstreamClient client)
    {
        await using var response = await client.SendAsync(new UpstreamRequest { Uri = upstream.UrlOf("/x") });
        Assert.That(await response.ReadBoundedAsync(10), Is.EqualTo("x"u8.ToArray()));
    }

    private sealed class CountingHandler(Action count) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            count();
            return base.SendAsync(request, cancellationToken);
        }
    }
}
