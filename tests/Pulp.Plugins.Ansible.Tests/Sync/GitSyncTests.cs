using Microsoft.Extensions.DependencyInjection;
using Pulp.Downloads;
using Pulp.Plugins.Ansible.Archives;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Resources;
using Pulp.Storage;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Ansible.Tests.Sync;

[TestFixture]
internal sealed class GitSyncTests
{
    private const string GalaxyFile = """
        namespace: acme
        name: tools
        version: {0}
        readme: README.md
        authors: [A <a@example.com>]
        description: Tools
        license: [MIT]
        dependencies: {{'acme.base': '>=1.0.0'}}
        build_ignore: ['*.tmp', 'private']

        """;

    private string sources = "";
    private GitFolder git = null!;
    private SyncHost host = null!;

    [SetUp]
    public async Task StartAsync()
    {
        sources = Directory.CreateTempSubdirectory("pulp-git-").FullName;
        host = await SyncHost.StartAsync(services => services.Configure<DownloadOptions>(options => options.AllowedImportPaths.Add(sources)));
        git = new GitFolder(sources);
        git.Write("galaxy.yml", string.Format(System.Globalization.CultureInfo.InvariantCulture, GalaxyFile, "1.0.0"));
        git.Write("README.md", "# Tools\n");
        git.Write("meta/runtime.yml", "requires_ansible: '>=2.14'\n");
        git.Write("plugins/modules/hello.py", "pass\n");
        git.Write("left.tmp", "x");
        git.Write("private/key", "x");
        git.Commit("v1.0.0");
        git.Write("galaxy.yml", string.Format(System.Globalization.CultureInfo.InvariantCulture, GalaxyFile, "1.1.0"));
        git.Commit("v1.1.0");
    }

    [TearDown]
    public async Task StopAsync()
    {
        await host.DisposeAsync();
        Directory.Delete(sources, recursive: true);
    }

    [TestCase("", "1.1.0")]
    [TestCase("main", "1.1.0")]
    [TestCase("v1.0.0", "1.0.0")]
    public async Task A_collection_is_built_at_a_branch_or_tag_and_the_same_sources_give_the_same_bytes(string reference, string version)
    {
        var (repository, remote) = await CreateAsync(reference);

        await host.SyncedAsync(repository, remoteId: remote.Id);
        var second = await host.SyncedAsync(repository, remoteId: remote.Id);

        var unit = (await host.UnitsAsync<CollectionVersion>(repository)).Single();
        Assert.That((unit.Namespace, unit.Name, unit.Version, unit.RequiresAnsible, unit.Dependencies["acme.base"]), Is.EqualTo(("acme", "tools", version, ">=2.14", ">=1.0.0")));
        Assert.That(second.GetProperty("version").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
        var file = await host.Database.ReadAsync(async session => await session.Memberships.FindFileAsync((await session.Versions.FindAsync(repository.Id))!, unit.FileName()));
        Assert.That(file!.Stored!.Sha256, Is.EqualTo(unit.Sha256));
        Assert.That(file.Sources, Is.Empty);
    }

    [Test]
    public async Task A_built_archive_has_nothing_where_other_readers_of_archives_expect_the_beginning_of_a_name()
    {
        var folder = new string('d', 90);
        git.Write($"docs/{folder}/{folder}.md", "long\n");
        git.Commit("long");
        var (repository, remote) = await CreateAsync("long");
        await host.SyncedAsync(repository, remoteId: remote.Id);
        var unit = (await host.UnitsAsync<CollectionVersion>(repository)).Single();
        await using var archive = await host.Services.GetRequiredService<IArtifactStorage>().OpenReadAsync(Digests.Digest.Sha256(Convert.FromHexString(unit.Sha256)), StorageDomain.Of(repository.DomainId));
        await using var unpacked = new System.IO.Compression.GZipStream(archive!, System.IO.Compression.CompressionMode.Decompress);
        using var tar = new MemoryStream();
        await unpacked.CopyToAsync(tar);

        var header = new byte[512];
        var names = new List<string>();
        for (tar.Position = 0; await tar.ReadAtLeastAsync(header, 512, throwOnEndOfStream: false) == 512 && header[0] != 0;)
        {
            names.Add(System.Text.Encoding.ASCII.GetString(header.AsSpan(0, 100)).TrimEnd('\0'));
            Assert.That(header[345..500], Has.All.Zero, names[^1]);
            var size = Convert.ToInt64(System.Text.Encoding.ASCII.GetString(header.AsSpan(124, 11)), 8);
            tar.Position += (size + 511) / 512 * 512;
        }

        Assert.That(names, Does.Contain("MANIFEST.json").And.Contain("plugins/modules/hello.py").And.Contain("././@LongLink"));
    }

    [Test]
    public async Task A_repository_without_a_collection_fails_the_sync_and_says_so()
    {
        File.Delete(Path.Combine(sources, "galaxy.yml"));
        git.Commit("empty");
        var (repository, remote) = await CreateAsync("empty");

        Assert.That((await host.SyncAsync(repository, remoteId: remote.Id)).Error!.ToString(), Does.Contain("no galaxy.yml"));
    }

    [TestCase("v2.0", "v2.0")]
    [TestCase("", null)]
    public async Task A_role_is_built_under_its_tag_or_else_its_commit(string reference, string? version)
    {
        File.Delete(Path.Combine(sources, "galaxy.yml"));
        git.Write("meta/main.yml", "galaxy_info:\n  namespace: acme\n  role_name: web\n");
        git.Write("tasks/main.yml", "- debug: {}\n");
        git.Commit("v2.0");
        var (repository, remote) = await CreateAsync(reference);

        await host.SyncedAsync(repository, remoteId: remote.Id);
        var second = await host.SyncedAsync(repository, remoteId: remote.Id);

        var role = (await host.UnitsAsync<Role>(repository)).Single();
        Assert.That((role.Namespace, role.Name), Is.EqualTo(("acme", "web")));
        Assert.That(role.Version, version is null ? Has.Length.EqualTo(40) : Is.EqualTo(version));
        Assert.That(second.GetProperty("version").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null), "The same sources give the same archive.");
        var file = await host.Database.ReadAsync(async session => await session.Memberships.FindFileAsync((await session.Versions.FindAsync(repository.Id))!, role.FileName()));
        await using var archive = await host.Services.GetRequiredService<IArtifactStorage>().OpenReadAsync(Digests.Digest.Sha256(Convert.FromHexString(file!.Stored!.Sha256)), StorageDomain.Of(repository.DomainId));
        Assert.That(await RoleArchive.ReadAsync(archive!, CancellationToken.None), Is.Not.Null);
    }

    [Test]
    public async Task A_role_is_named_after_its_git_repository_when_it_does_not_say_what_it_is_called()
    {
        File.Delete(Path.Combine(sources, "galaxy.yml"));
        git.Write("meta/main.yml", "dependencies: []\n");
        git.Commit("unnamed");
        var (repository, remote) = await CreateAsync("unnamed");

        await host.SyncedAsync(repository, remoteId: remote.Id);

        Assert.That((await host.UnitsAsync<Role>(repository)).Single().Name, Is.EqualTo(Path.GetFileName(sources)));
    }

    [TestCase("http://169.254.169.254/acme/tools.git")]
    [TestCase("http://metadata.google.internal/acme/tools.git")]
    [TestCase("http://0.0.0.0/acme/tools.git")]
    public async Task Git_is_not_sent_where_no_upstream_may_be(string url)
    {
        var remote = await host.CreateAsync(new GitRemote { Name = "git", Url = url });

        Assert.That((await host.SyncAsync(await host.CreateAsync(), remoteId: remote.Id)).Error!.ToString(), Does.Contain("git may not be asked"));
    }

    [Test]
    public async Task A_redirect_leads_git_nowhere()
    {
        host.Upstream.Map("/acme/tools.git/info/refs", FakeAnswer.Redirect(host.Upstream.UrlOf("/other.git/info/refs?service=git-upload-pack").AbsoluteUri));
        var remote = await host.CreateAsync(new GitRemote { Name = "git", Url = host.Upstream.UrlOf("/acme/tools.git").AbsoluteUri });

        Assert.That((await host.SyncAsync(await host.CreateAsync(), remoteId: remote.Id)).Error!.ToString(), Does.Contain("git fetch failed"));
        Assert.That((host.Upstream.CountOf("/acme/tools.git/info/refs"), host.Upstream.CountOf("/other.git/info/refs")), Is.EqualTo((1, 0)));
    }

    [TestCase("never", "git fetch failed")]
    public async Task A_branch_that_is_not_there_fails_the_sync(string reference, string message)
    {
        var (repository, remote) = await CreateAsync(reference);

        Assert.That((await host.SyncAsync(repository, remoteId: remote.Id)).Error!.ToString(), Does.Contain(message));
    }

    [TestCase("/etc/passwd")]
    [TestCase("../../etc/passwd")]
    [TestCase(".git/config")]
    [TestCase("plugins")]
    public async Task A_link_that_leads_out_of_the_repository_is_not_followed(string target)
    {
        File.CreateSymbolicLink(Path.Combine(sources, "leak.md"), target);
        git.Commit("leak");
        var (repository, remote) = await CreateAsync("leak");

        Assert.That((await host.SyncAsync(repository, remoteId: remote.Id)).Error!.ToString(), Does.Contain("'leak.md' is a link that leads to no file"));
    }

    [TestCase("-x")]
    [TestCase("--upload-pack=touch pwned")]
    [TestCase("a:b")]
    [TestCase("a b")]
    [TestCase("main\n")]
    public async Task A_reference_that_is_none_is_refused(string reference)
    {
        var outcome = await host.TryCreateAsync(new GitRemote { Name = "git", Url = new Uri(sources).AbsoluteUri, GitRef = reference });

        Assert.That((outcome as ChangeOutcome.Invalid)?.Errors, Contains.Key("git_ref"));
    }

    private async Task<(AnsibleRepository Repository, GitRemote Remote)> CreateAsync(string reference) =>
        (await host.CreateAsync(), await host.CreateAsync(new GitRemote { Name = "git", Url = new Uri(sources).AbsoluteUri, GitRef = reference }));
}
