using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Artifacts;
using Pulp.Downloads;
using Pulp.Plugins.Ansible.Archives;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Repositories;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Tests.Sync;

/// <summary>What a sync from git knows without storing the archive, and from which commit collections are.</summary>
[TestFixture]
public sealed class GitMetadataTests : GalaxyTest
{
    private readonly string root = Directory.CreateTempSubdirectory("pulp-git-").FullName;
    private string sources = "";
    private GitFolder git = null!;

    private PulpInstance Pulp => Host.Services.GetRequiredService<PulpInstance>();

    private string Url => new Uri(sources).AbsoluteUri;

    [Test]
    public async Task Of_metadata_only_nothing_is_stored_and_the_archive_is_built_from_its_commit_at_the_first_download()
    {
        var commit = Write("1.0.0");
        var repository = await SyncedAsync("metadata", metadataOnly: true);
        var unit = await UnitAsync(repository);
        Assert.That((await FileAsync(repository, unit.FileName())).Stored, Is.Null);
        Assert.That((unit.GitUrl, unit.GitCommitSha), Is.EqualTo((Url, commit)));
        Write("1.1.0");

        var downloads = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => DownloadAsync("metadata", unit)));

        Assert.That(downloads, Has.All.EqualTo(unit.Sha256));
        Assert.That((await FileAsync(repository, unit.FileName())).Stored!.Sha256, Is.EqualTo(unit.Sha256));
        var detail = await Host.GetJsonAsync(ContentOf("metadata") + "collections/index/acme/tools/versions/1.0.0/");
        Assert.That(detail.GetProperty("manifest").GetProperty("collection_info").GetProperty("version").GetString(), Is.EqualTo("1.0.0"));
    }

    [Test]
    public async Task Without_metadata_only_the_archive_is_stored_at_the_sync()
    {
        Write("1.0.0");
        var repository = await SyncedAsync("whole");

        Assert.That((await FileAsync(repository, (await UnitAsync(repository)).FileName())).Stored, Is.Not.Null);
    }

    [Test]
    public async Task The_git_repository_and_the_commit_are_shown()
    {
        var commit = Write("1.0.0");
        var unit = await UnitAsync(await SyncedAsync("shown"));

        JsonElement[] shown =
        [
            await Host.GetJsonAsync(ContentOf("shown") + "collections/index/acme/tools/versions/1.0.0/"),
            (await Host.GetJsonAsync(ContentOf("shown") + "collections/all-versions/"))[0],
            (await Host.GetJsonAsync($"/pulp/api/v3/content/ansible/collection_versions/?sha256={unit.Sha256}", "admin")).GetProperty("results")[0],
        ];

        Assert.That(shown.Select(document => (document.GetProperty("git_url").GetString(), document.GetProperty("git_commit_sha").GetString())), Has.All.EqualTo((Url, commit)));
    }

    [Test]
    public async Task A_collection_that_came_as_an_archive_has_no_commit_until_a_sync_finds_one_that_it_can_be_built_from()
    {
        var commit = Write("1.0.0");
        var repository = await SyncedAsync("first");
        var unit = await UnitAsync(repository);
        await ForgetSourceAsync(unit);
        Assert.That((await UnitAsync(repository)).GitCommitSha, Is.Null);

        await Pulp.SyncAsync(repository, await Host.CreateAsync(new GitRemote { Name = "again", Url = Url }));

        Assert.That(((await UnitAsync(repository)).GitUrl, (await UnitAsync(repository)).GitCommitSha), Is.EqualTo((Url, commit)));
    }

    [Test]
    public async Task What_is_read_again_from_the_archive_keeps_its_commit()
    {
        var commit = Write("1.0.0");
        var repository = await SyncedAsync("rebuilt");

        using var answer = await Host.SendAsync(HttpMethod.Post, $"/pulp/api/v3/repositories/ansible/ansible/{repository.Id}/rebuild_metadata/", JsonContent.Create(new { }));
        var task = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("task").GetString()!;
        await Host.Services.GetRequiredService<TaskDispatcher>().WaitAsync(Guid.Parse(task.TrimEnd('/').Split('/')[^1]));

        Assert.That((await UnitAsync(repository)).GitCommitSha, Is.EqualTo(commit));
    }

    [Test]
    public async Task A_mirror_shows_where_its_upstream_has_a_collection_from()
    {
        var commit = Write("1.0.0");
        await SyncedAsync("origin");
        await using var mirror = await SyncHost.StartAsync();
        var mirrored = await mirror.CreateAsync(remote => remote with { Url = new Uri(Host.Url, "/pulp_ansible/galaxy/origin/").AbsoluteUri });

        await mirror.SyncedAsync(mirrored);

        var unit = (await mirror.UnitsAsync<CollectionVersion>(mirrored)).Single();
        Assert.That((unit.GitUrl, unit.GitCommitSha), Is.EqualTo((Url, commit)));
    }

    [Test]
    public async Task What_can_no_longer_be_built_is_not_found_with_the_reason()
    {
        var commit = Write("1.0.0");
        var repository = await SyncedAsync("gone", metadataOnly: true);
        Directory.Move(sources, sources + ".away");

        using var answer = await Host.GetAsync(ContentOf("gone") + $"collections/artifacts/{(await UnitAsync(repository)).FileName()}");

        Assert.That((int)answer.StatusCode, Is.EqualTo(404));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain($"built from commit {commit}").And.Contains("git fetch failed"));
    }

    [Test]
    public async Task A_role_of_metadata_only_is_built_under_its_tag()
    {
        File.Delete(Path.Combine(sources, "galaxy.yml"));
        git.Write("meta/main.yml", "galaxy_info:\n  namespace: acme\n  role_name: web\n").Write("tasks/main.yml", "- debug: {}\n").Commit("release/1.0+x");
        var repository = await SyncedAsync("role", metadataOnly: true, reference: "release/1.0+x");
        var file = await FileAsync(repository, "acme/web/release/1.0+x.tar.gz");
        Assert.That(file.Stored, Is.Null);

        await using var archive = await Pulp.OpenAsync(file);

        using var bytes = new MemoryStream();
        await archive.CopyToAsync(bytes);
        bytes.Position = 0;
        Assert.That(await RoleArchive.ReadAsync(bytes, CancellationToken.None), Is.Not.Null);
    }

    [SetUp]
    public void MakeSources()
    {
        sources = Path.Combine(root, Guid.NewGuid().ToString("N"));
        git = new GitFolder(sources);
        git.Write("README.md", "# Tools\n").Write("meta/runtime.yml", "requires_ansible: '>=2.14'\n").Write("plugins/modules/hello.py", "pass\n").Write("salt", Guid.NewGuid().ToString());
    }

    [OneTimeTearDown]
    public void RemoveSources() => Directory.Delete(root, recursive: true);

    private protected override Task<GalaxyHost> StartAsync() => GalaxyHost.StartAsync(services => services.Configure<DownloadOptions>(options => options.AllowedImportPaths.Add(root)));

    private string Write(string version)
    {
        git.Write("galaxy.yml", $"namespace: acme\nname: tools\nversion: {version}\nreadme: README.md\nauthors: [A <a@example.com>]\ndescription: Tools\nlicense: [MIT]\n").Commit($"v{version}");
        return git.Head;
    }

    private async Task<AnsibleRepository> SyncedAsync(string name, bool metadataOnly = false, string reference = "")
    {
        var repository = await Host.CreateRepositoryAsync(name);
        var remote = await Host.CreateAsync(new GitRemote { Name = name, Url = Url, MetadataOnly = metadataOnly, GitRef = reference });
        await Pulp.SyncAsync(repository, remote);
        return repository;
    }

    private async Task<CollectionVersion> UnitAsync(AnsibleRepository repository) => await Pulp.ContentAsync<CollectionVersion>(await Pulp.LatestAsync(repository)).SingleAsync();

    private async Task<ContentArtifact> FileAsync(AnsibleRepository repository, string path) =>
        (await Host.Database.ReadAsync(async session => await session.Memberships.FindFileAsync((await session.Versions.FindAsync(repository.Id))!, path)))!;

    private async Task<string> DownloadAsync(string basePath, CollectionVersion unit)
    {
        using var answer = await Host.GetAsync(ContentOf(basePath) + $"collections/artifacts/{unit.FileName()}");
        return Convert.ToHexStringLower(SHA256.HashData(await answer.Content.ReadAsByteArrayAsync()));
    }

    private Task ForgetSourceAsync(CollectionVersion unit) => Host.Services.GetRequiredService<ContentTypes.ContentCorrections>().CorrectAsync(
        Domains.Domain.DefaultId, [Host.Services.GetRequiredService<GalaxyTypes>().Row(unit with { GitUrl = null, GitCommitSha = null })]);
}
