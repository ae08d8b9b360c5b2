using Pulp.Plugins.File.Tests.Support;

namespace Pulp.Plugins.File.Tests;

/// <summary>Gives the tests of a fixture a server, and each of them an upstream folder and a name of its own.</summary>
[TestFixture]
internal abstract class FileTest
{
    private int count;

    protected FileHost Host { get; private set; } = null!;

    protected UpstreamFolder Upstream { get; private set; } = null!;

    protected string Name => $"test-{count}";

    [OneTimeSetUp]
    public async Task StartServerAsync() => Host = await FileHost.StartAsync();

    [OneTimeTearDown]
    public async Task StopServerAsync() => await Host.DisposeAsync();

    [SetUp]
    public async Task StartUpstreamAsync()
    {
        count++;
        Upstream = await UpstreamFolder.StartAsync();
    }

    [TearDown]
    public async Task StopUpstreamAsync() => await Upstream.DisposeAsync();
}
