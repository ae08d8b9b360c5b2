using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Tests.Support;

namespace Pulp.Plugins.Python.Tests.Sync;

/// <summary>Shows which files of an upstream's page a remote takes.</summary>
[TestFixture]
internal sealed class SyncChoiceTests
{
    private static readonly string[] Files =
    [
        "demo-1.0.tar.gz", "demo-1.0-py3-none-any.whl", "demo-1.0-cp311-cp311-win_amd64.whl", "demo-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "demo-1.0-cp311-cp311-macosx_11_0_arm64.whl", "demo-1.0.win32-py2.7.exe", "demo-1.0-py3.7.egg",
        "demo-2.0.tar.gz", "demo-2.1.dev3.tar.gz", "demo-2.1rc1.tar.gz", "demo-2.1a1-py3-none-any.whl", "demo-1.5.post1.tar.gz",
    ];

    private SyncHost host = null!;

    [SetUp]
    public async Task StartAsync()
    {
        host = await SyncHost.StartAsync();
        host.Upstream.Map("/simple/demo/", UpstreamIndex.Page("demo", Files));
    }

    [TearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [Test]
    public Task Pre_releases_stay_out_unless_they_are_wanted() =>
        TakesAsync(remote => remote, file => !file.StartsWith("demo-2.1", StringComparison.Ordinal));

    [Test]
    public Task Pre_releases_are_taken_when_they_are_wanted() => TakesAsync(remote => remote with { Prereleases = true }, _ => true);

    [Test]
    public Task The_newest_versions_are_kept_and_a_post_release_is_one() =>
        TakesAsync(remote => remote with { KeepLatestPackages = 2 }, file => file is "demo-2.0.tar.gz" or "demo-1.5.post1.tar.gz");

    [TestCase(1, new[] { "demo-2.0.tar.gz" })]
    [TestCase(2, new[] { "demo-2.1rc1.tar.gz", "demo-2.0.tar.gz" })]
    [TestCase(3, new[] { "demo-2.1rc1.tar.gz", "demo-2.1a1-py3-none-any.whl", "demo-2.0.tar.gz" })]
    public Task Pre_releases_that_are_wanted_are_newest_but_the_newest_release_always_stays(int count, string[] files) =>
        TakesAsync(remote => remote with { KeepLatestPackages = count, Prereleases = true }, files.Contains);

    [Test]
    public Task Versions_are_included_by_specifier_which_does_not_mean_pre_releases_of_its_upper_bound() =>
        TakesAsync(remote => remote with { Includes = ["Demo>=1.5,<2.1"], Prereleases = true }, file => file is "demo-2.0.tar.gz" or "demo-1.5.post1.tar.gz");

    [Test]
    public Task Versions_are_excluded_by_specifier() =>
        TakesAsync(remote => remote with { Excludes = ["demo==1.0", "other"] }, file => file is "demo-2.0.tar.gz" or "demo-1.5.post1.tar.gz");

    [Test]
    public Task A_project_is_excluded_whole() => TakesAsync(remote => remote with { Excludes = ["DEMO"] }, _ => false);

    [TestCase(PythonPlatform.Windows, "win")]
    [TestCase(PythonPlatform.Linux, "manylinux")]
    [TestCase(PythonPlatform.Macos, "macosx")]
    [TestCase(PythonPlatform.Freebsd, "freebsd")]
    public Task Files_for_a_platform_are_left_out(PythonPlatform platform, string mark) => TakesAsync(
        remote => remote with { ExcludePlatforms = [platform] },
        file => !file.StartsWith("demo-2.1", StringComparison.Ordinal) && !file.Contains(mark, StringComparison.Ordinal));

    [Test]
    public Task Kinds_of_files_are_chosen() =>
        TakesAsync(remote => remote with { PackageTypes = [PythonPackageType.Sdist, PythonPackageType.BdistEgg] }, file => !file.StartsWith("demo-2.1", StringComparison.Ordinal) && (file.EndsWith(".tar.gz", StringComparison.Ordinal) || file.EndsWith(".egg", StringComparison.Ordinal)));

    private async Task TakesAsync(Func<PythonRemote, PythonRemote> remote, Func<string, bool> takes)
    {
        var (repository, _) = await host.CreateAsync(plain => remote(plain with { Includes = ["demo"] }));

        var result = await host.SyncedAsync(repository);

        Assert.That((await host.PackagesAsync(repository)).Keys, Is.EquivalentTo(Files.Where(takes)));
        Assert.That(result.GetProperty("skipped").EnumerateObject().Sum(reason => reason.Value.GetProperty("count").GetInt64()), Files.Any(takes) ? Is.EqualTo(Files.Count(file => !takes(file))) : Is.EqualTo(1));
    }
}
