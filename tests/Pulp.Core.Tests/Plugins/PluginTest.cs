using Pulp.Core.Tests.Plugins.Support;
using Pulp.Plugins;

namespace Pulp.Core.Tests.Plugins;

public abstract class PluginTest
{
    private protected PluginFolders Folders { get; private set; } = null!;

    [SetUp]
    public void CreateFolder() => Folders = new PluginFolders();

    [TearDown]
    public void DeleteFolder() => Folders.Dispose();

    private protected static void AssertRefused(PluginStatus status, params string[] partsOfReason)
    {
        Assert.That(status.State, Is.EqualTo(PluginState.Refused), status.Reason);
        foreach (var part in partsOfReason)
            Assert.That(status.Reason, Does.Contain(part));
        Assert.That(status.Reason, Does.Not.Contain('\n'));
        Assert.That(status.Reason, Does.Not.Contain(Path.GetTempPath()));
    }

    private protected static void AssertLoaded(PluginStatus status) =>
        Assert.That(status.State, Is.EqualTo(PluginState.Loaded), status.Reason);
}
