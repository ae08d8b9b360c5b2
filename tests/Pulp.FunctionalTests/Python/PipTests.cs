using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Pulp.FunctionalTests.Support;
using static Pulp.FunctionalTests.Stories;

namespace Pulp.FunctionalTests.Python;

[TestFixture]
[Category("RealClients")]
public sealed class PipTests
{
    private const string BasePath = "everything-pip-does";
    private string index = null!;
    private TemporaryFolder folder = null!;

    [OneTimeSetUp]
    public async Task SyncAsync()
    {
        var repository = await Host.Api.CreateRepositoryAsync(BasePath);
        await Host.Api.SyncAsync(repository, await Host.Api.CreateRemoteAsync(BasePath, Upstream.Url, "on_demand"));
        await Host.Api.DistributeAsync(BasePath, repository);
        index = Host.IndexOf(BasePath);
    }

    [SetUp]
    public void MakeFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public async Task A_virtual_environment_installs_a_package_with_what_it_needs_and_imports_it()
    {
        (await Tool.RunAsync(Prerequisite.Python, ["-m", "venv", folder.Below("venv")], folder.Path)).Succeeded();
        var python = folder.Below("venv", "bin", "python");
        (await Tool.RunAsync(python, ["-m", "pip", "install", "--isolated", "--disable-pip-version-check", "--no-cache-dir", "--index-url", index, "pear"], folder.Path)).Succeeded();
        var imported = (await Tool.RunAsync(python, ["-c", "import pear, apple; print(pear.__version__, apple.__version__)"], folder.Path)).Succeeded();

        Assert.That(imported.Output.Trim(), Is.EqualTo("1.0 2.0"));
    }

    [Test]
    public async Task A_source_distribution_is_built_with_tools_from_the_same_index()
    {
        (await Pip.InstallAsync(folder, index, "plum")).Succeeded();

        Assert.That(await File.ReadAllTextAsync(folder.Below("site", "plum.py")), Does.Contain("1.0"));
    }

    [Test]
    public async Task A_downloaded_file_has_the_bytes_of_upstream([Values("pip", "setuptools", "wheel")] string project)
    {
        (await Pip.DownloadAsync(folder, index, project)).Succeeded();
        var downloaded = Directory.EnumerateFiles(folder.Below("downloads")).Single();

        Assert.That(await File.ReadAllBytesAsync(downloaded), Is.EqualTo(await File.ReadAllBytesAsync(Path.Combine(Prerequisite.Wheels, Path.GetFileName(downloaded)))));
    }

    [Test]
    public async Task All_versions_are_listed()
    {
        var versions = (await Pip.RunAsync(folder, "index", "versions", "apple", "--index-url", index)).Succeeded();

        Assert.That(versions.Output, Does.Contain("apple (2.0)").And.Contain("Available versions: 2.0, 1.0"));
    }

    [Test]
    public async Task Hashes_that_agree_are_taken_and_others_are_not()
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Upstream.FilesFolder, "apple-1.0-py3-none-any.whl"));
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        await File.WriteAllTextAsync(folder.Below("right.txt"), $"apple==1.0 --hash=sha256:{digest}\n");
        await File.WriteAllTextAsync(folder.Below("wrong.txt"), $"apple==1.0 --hash=sha256:{new string('0', 64)}\n");

        (await Pip.InstallAsync(folder, index, "--require-hashes", "-r", folder.Below("right.txt"))).Succeeded();
        var wrong = await Pip.InstallAsync(folder, index, "--require-hashes", "-r", folder.Below("wrong.txt"));

        Assert.That(wrong.ExitCode, Is.Not.Zero);
        Assert.That(wrong.Error, Does.Contain("DO NOT MATCH THE HASHES"));
    }

    [Test]
    public async Task A_name_in_any_spelling_is_found([Values("Apple", "APPLE")] string spelling) =>
        (await Pip.DownloadAsync(folder, index, spelling)).Succeeded();

    [Test]
    public async Task The_index_is_json_for_those_who_ask()
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("Accept", "application/vnd.pypi.simple.v1+json");
        var page = JsonNode.Parse(await client.GetStringAsync(index + "apple/"))!;

        Assert.That(page["files"]!.AsArray().Select(file => file!["filename"]!.GetValue<string>()), Is.EquivalentTo(["apple-1.0-py3-none-any.whl", "apple-2.0-py3-none-any.whl"]));
        Assert.That(page["files"]!.AsArray().Select(file => file!["requires-python"]!.GetValue<string>()), Has.All.EqualTo(">=3.7"));
    }
}
