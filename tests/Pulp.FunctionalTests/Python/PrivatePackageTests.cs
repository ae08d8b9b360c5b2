using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Python;

[TestFixture]
[Category("RealClients")]
public sealed class PrivatePackageTests
{
    [Test]
    public async Task A_private_package_is_pushed_with_twine_and_installed_with_a_login_only()
    {
        await using var pulp = await PulpProcess.StartAsync("--setting", "ReadingNeedsLogin=true");
        await pulp.Api.DistributeAsync("private", await pulp.Api.CreateRepositoryAsync("private"));
        using var folder = new TemporaryFolder();
        (await Pip.UploadAsync(pulp, "private", [Wheel.Build(folder.Path, "secret", "1.0")])).Succeeded();

        var stranger = await Pip.InstallAsync(folder, pulp.IndexOf("private"), "secret");
        var installed = await Pip.InstalledVersionAsync(pulp.IndexOf("private", "admin", pulp.Password), "secret");

        Assert.That(stranger.ExitCode, Is.Not.Zero, stranger.ToString());
        Assert.That(installed, Is.EqualTo("1.0"));
    }
}
