using Pulp.Testing.Upstream;

namespace Pulp.AspNetCore.Tests.Serving.Support;

/// <summary>
/// Gives each test a server and an upstream.
/// </summary>
internal abstract class ServingTest
{
    protected ServingHost Host { get; private set; } = null!;

    protected FakeUpstream Upstream { get; private set; } = null!;

    [SetUp]
    public async Task StartAsync()
    {
        Upstream = await FakeUpstream.StartAsync();
        Host = await ServingHost.StartAsync(Configure, Time);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await Host.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    protected virtual TimeProvider? Time => null;

    protected virtual void Configure(PulpOptions options)
    {
    }

    protected async Task<(int Status, string Body, HttpResponseMessage Answer)> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var answer = await Host.Client.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer);
    }
}
