using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests;

/// <summary>
/// Starts one server and one upstream for the tests that do not harm them; each test uses names of its own.
/// </summary>
[SetUpFixture]
public sealed class Stories
{
    internal static PulpProcess Host { get; private set; } = null!;

    internal static NginxUpstream Upstream { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Prerequisite.Require(Prerequisite.Python, Prerequisite.Twine, Prerequisite.Nginx, Prerequisite.Wheels);
        Upstream = await NginxUpstream.StartAsync();
        Fill(Upstream);
        Host = await PulpProcess.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (Host is not null)
            await Host.DisposeAsync();
        if (Upstream is not null)
            await Upstream.DisposeAsync();
    }

    /// <summary>Publishes real wheels (pip, setuptools, wheel) and small packages: apple 1.0 and 2.0, pear 1.0, which needs apple, and plum 1.0 as source.</summary>
    internal static void Fill(NginxUpstream upstream)
    {
        foreach (var wheel in Directory.EnumerateFiles(Prerequisite.Wheels, "*.whl"))
            upstream.Publish(wheel);
        upstream.Publish(Wheel.Build(upstream.FilesFolder, "apple", "1.0"));
        upstream.Publish(Wheel.Build(upstream.FilesFolder, "apple", "2.0"));
        upstream.Publish(Wheel.Build(upstream.FilesFolder, "pear", "1.0", "apple>=1.0"));
        upstream.Publish(SourceDistribution.Build(upstream.FilesFolder, "plum", "1.0"));
    }
}
