using System.Text.Json.Nodes;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.Sync;

/// <summary>What upstream says of the git repositories that its collections are from.</summary>
[TestFixture]
internal sealed class UpstreamGitTests : SyncTest
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private const string Url = "https://git.example.com/acme/tools.git";

    [TestCase(Url, Commit, Url)]
    [TestCase(null, null, null)]
    [TestCase(Url, "main", null)]
    [TestCase(Url, "0123456789abcdef0123456789abcdef0123456<", null)]
    [TestCase("javascript:alert(1)", Commit, null)]
    [TestCase("https://user:secret@git.example.com/", Commit, null)]
    [TestCase("git.example.com", Commit, null)]
    public async Task A_mirror_takes_it_when_it_is_an_address_and_a_commit(string? url, string? commit, string? expected)
    {
        Tell(url, commit);
        var repository = await Host.CreateAsync();

        await Host.SyncedAsync(repository);

        Assert.That((await Host.UnitsAsync<CollectionVersion>(repository)).Single().GitUrl, Is.EqualTo(expected));
    }

    [TestCase(null)]
    [TestCase("collections: [acme.tools]")]
    public async Task A_version_that_upstream_has_in_git_only_is_reported_with_where_it_is(string? requirements)
    {
        Tell(Url, Commit, hasArchive: false);
        var repository = await Host.CreateAsync(remote => remote with { RequirementsFile = requirements });

        var counts = await Host.SyncedAsync(repository);

        Assert.That(counts.GetProperty("skipped").ToString(), Does.Contain($"commit {Commit} of {Url}"));
        Assert.That(await Host.VersionsAsync(repository), Is.Empty);
    }

    private void Tell(string? url, string? commit, bool hasArchive = true)
    {
        Galaxy.Add("acme.tools", "1.0.0").Play();
        var version = Galaxy.Versions[0].Write(isV3: true, Host.Upstream.UrlOf("/files/acme-tools-1.0.0.tar.gz").AbsoluteUri);
        (version["git_url"], version["git_commit_sha"]) = (url, commit);
        if (!hasArchive)
            (version["download_url"], version["artifact"]) = (null, null);
        Galaxy.Map(Galaxy.Api + Galaxy.Versions[0].Path, version.DeepClone()).Map(Galaxy.Api + "collection_versions/all/", new JsonArray(version));
    }
}
