using Pulp.FunctionalTests.Support;
using static Pulp.FunctionalTests.Stories;

namespace Pulp.FunctionalTests.Python;

[TestFixture]
[Category("RealClients")]
public sealed class UploadTests
{
    private TemporaryFolder files = null!;

    [SetUp]
    public void MakeFolder() => files = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => files.Dispose();

    [Test]
    public async Task One_repository_fed_by_uploads_alone_is_served_under_two_paths()
    {
        var repository = await Host.Api.CreateRepositoryAsync("uploads");
        await Host.Api.DistributeAsync("uploads/a", repository);
        await Host.Api.DistributeAsync("uploads/b", repository);

        (await Pip.UploadAsync(Host, "uploads/a", [Wheel.Build(files.Path, "cherry", "1.0")])).Succeeded();
        (await Pip.UploadAsync(Host, "uploads/b", [SourceDistribution.Build(files.Path, "cherry", "1.1"), Wheel.Build(files.Path, "cherry", "1.2")])).Succeeded();

        Assert.That(await Host.Api.FileNamesAsync(await Host.Api.LatestVersionAsync(repository)), Is.EqualTo(new[] { "cherry-1.0-py3-none-any.whl", "cherry-1.1.tar.gz", "cherry-1.2-py3-none-any.whl" }));
        Assert.That(await Pip.InstalledVersionAsync(Host.IndexOf("uploads/a"), "cherry"), Is.EqualTo("1.2"));
        Assert.That(await Pip.InstalledVersionAsync(Host.IndexOf("uploads/b"), "cherry"), Is.EqualTo("1.2"));
    }

    [Test]
    public async Task The_same_file_again_is_refused_and_passed_over_with_skip_existing()
    {
        var repository = await Host.Api.CreateRepositoryAsync("twice");
        await Host.Api.DistributeAsync("twice", repository);
        var wheel = Wheel.Build(files.Path, "cherry", "1.0");
        (await Pip.UploadAsync(Host, "twice", [wheel])).Succeeded();
        var versions = await Host.Api.VersionNumbersAsync(repository);

        var again = await Pip.UploadAsync(Host, "twice", [wheel]);
        var skipped = (await Pip.UploadAsync(Host, "twice", [wheel], "--skip-existing")).Succeeded();

        Assert.That(again.ExitCode, Is.Not.Zero, again.ToString());
        Assert.That(skipped.Output + skipped.Error, Does.Contain("Skipping"));
        Assert.That(await Host.Api.VersionNumbersAsync(repository), Is.EqualTo(versions));
    }

    [Test]
    public async Task An_upload_needs_the_right_password()
    {
        await Host.Api.DistributeAsync("stranger", await Host.Api.CreateRepositoryAsync("stranger"));
        var refused = await Tool.RunAsync(
            Prerequisite.Twine,
            ["upload", "--non-interactive", "--disable-progress-bar", "--repository-url", new Uri(Host.Url, "pypi/stranger/legacy/").ToString(), "-u", "admin", "-p", "wrong", Wheel.Build(files.Path, "cherry", "1.0")],
            files.Path);

        Assert.That(refused.ExitCode, Is.Not.Zero);
        Assert.That(refused.Output + refused.Error, Does.Contain("401"));
    }
}
