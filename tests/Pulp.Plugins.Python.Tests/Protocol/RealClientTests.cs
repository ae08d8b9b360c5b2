using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Tests.Support;

namespace Pulp.Plugins.Python.Tests.Protocol;

/// <summary>Drives pip and twine as they are installed on the machine.</summary>
[TestFixture]
[Category("RealClients")]
internal sealed class RealClientTests
{
    private string folder = null!;

    [SetUp]
    public void Begin() => folder = Directory.CreateTempSubdirectory("pulp-clients-").FullName;

    [TearDown]
    public void End() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Twine_uploads_and_pip_installs()
    {
        await RealClient.RequireAsync("twine", "--version");
        await RealClient.RequireAsync("pip", "--version");
        await using var host = await IndexHost.StartAsync();
        await host.CreateIndexAsync();
        var wheel = Path.Combine(folder, WheelBuilder.FileName);
        await File.WriteAllBytesAsync(wheel, new WheelBuilder().Build());
        var sdist = Path.Combine(folder, Sdists.FileName);
        await File.WriteAllBytesAsync(sdist, Sdists.Demo().Build());
        string[] upload = ["upload", "--disable-progress-bar", "--repository-url", $"{host.Url}pypi/main/legacy/", "-u", "admin", "-p", IndexHost.Password];

        var first = await RealClient.RunAsync("twine", [.. upload, wheel, sdist]);
        var skipped = await RealClient.RunAsync("twine", [.. upload, "--skip-existing", wheel]);
        var refused = await RealClient.RunAsync("twine", [.. upload, wheel]);
        var target = Path.Combine(folder, "target");
        var installed = await RealClient.RunAsync("pip", ["install", "--no-deps", "--no-cache-dir", "--target", target, "--index-url", $"{host.Url}pypi/main/simple/", "demo-pkg==1.2.0"]);

        Assert.Multiple(() =>
        {
            Assert.That(first.ExitCode, Is.Zero, first.Output);
            Assert.That(skipped.ExitCode, Is.Zero, skipped.Output);
            Assert.That(skipped.Output, Does.Contain("Skipping"));
            Assert.That(refused.ExitCode, Is.Not.Zero, refused.Output);
            Assert.That(refused.Output, Does.Contain("already exists"));
            Assert.That(installed.ExitCode, Is.Zero, installed.Output);
            Assert.That(File.Exists(Path.Combine(target, "demo_pkg", "__init__.py")), Is.True);
        });
    }

    [Test]
    public async Task Pip_installs_through_a_cache_of_another_index_and_again_when_that_is_gone()
    {
        await RealClient.RequireAsync("pip", "--version");
        await using var cache = await IndexHost.StartAsync();
        PythonRepository repository;
        await using (var origin = await IndexHost.StartAsync())
        {
            await origin.CreateIndexAsync();
            await origin.UploadAsync(new TwineForm(new WheelBuilder().Build()));
            var remote = await cache.CreateAsync(new PythonRemote { Name = "origin", Url = $"{origin.Url}pypi/main/simple/" });
            (repository, _) = await cache.CreateIndexAsync("cache", distribution: distribution => distribution with { Remote = remote.Id });
            var first = await DownloadAsync(cache, "first");
            Assert.That(first.ExitCode, Is.Zero, first.Output);
        }

        Assert.That(async () => await cache.CountFilesAsync(repository.Id), Is.EqualTo(1).After(5000, 20));
        var second = await DownloadAsync(cache, "second");
        Assert.That(second.ExitCode, Is.Zero, second.Output);
        Assert.That(File.Exists(Path.Combine(folder, "second", WheelBuilder.FileName)), Is.True);
    }

    private Task<(int ExitCode, string Output)> DownloadAsync(IndexHost host, string name) => RealClient.RunAsync(
        "pip", ["download", "--no-deps", "--no-cache-dir", "--index-url", $"{host.Url}pypi/cache/simple/", "-d", Path.Combine(folder, name), "demo-pkg"]);
}
