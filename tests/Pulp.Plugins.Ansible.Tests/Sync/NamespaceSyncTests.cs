using System.Text.Json.Nodes;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Ansible.Tests.Sync;

[TestFixture]
internal sealed class NamespaceSyncTests : SyncTest
{
    private static readonly string First = new('1', 64);
    private static readonly string Second = new('2', 64);

    [Test]
    public async Task A_namespace_comes_with_its_avatar_and_changes_with_upstreams([Values] bool mirror)
    {
        Galaxy.Add("acme.tools", "1.0.0", version => version with { NamespaceSha256 = First }).Play();
        MapNamespace(First, "ACME", "/avatar.png");
        Host.Upstream.Map("/avatar.png", FakeAnswer.Ok("picture"));
        var repository = await Host.CreateAsync();
        await Host.SyncedAsync(repository, mirror);

        var unit = (await Host.UnitsAsync<AnsibleNamespaceMetadata>(repository)).Single();
        Assert.That((unit.Name, unit.Company, unit.MetadataSha256, unit.Links.Single().Url), Is.EqualTo(("acme", "ACME", First, "https://acme.example/")));
        Assert.That(unit.AvatarSha256, Has.Length.EqualTo(64));

        Galaxy.Add("acme.tools", "1.1.0", version => version with { NamespaceSha256 = First }).Play();
        await Host.SyncedAsync(repository, mirror);
        Assert.That(Host.Upstream.CountOf("/api/v3/namespaces/acme/"), Is.EqualTo(1));
        Assert.That(await Host.UnitsAsync<AnsibleNamespaceMetadata>(repository), Has.Count.EqualTo(1));

        Galaxy.Remove("acme.tools", "1.0.0").Remove("acme.tools", "1.1.0").Add("acme.tools", "1.1.0", version => version with { NamespaceSha256 = Second }).Play();
        MapNamespace(Second, "ACME Ltd", "/avatar.png");
        await Host.SyncedAsync(repository, mirror);
        Assert.That((await Host.UnitsAsync<AnsibleNamespaceMetadata>(repository)).Single().Company, Is.EqualTo("ACME Ltd"));
    }

    [TestCase("file:///etc/passwd")]
    [TestCase("ftp://acme.example/avatar.png")]
    [TestCase("/gone.png")]
    [TestCase("/large.png")]
    [TestCase("http://169.254.169.254/latest/meta-data/")]
    public async Task An_avatar_that_cannot_be_had_is_left_out(string address)
    {
        Galaxy.Add("acme.tools", "1.0.0", version => version with { NamespaceSha256 = First }).Play();
        MapNamespace(First, "ACME", address);
        Host.Upstream.Map("/large.png", FakeAnswer.Ok(new byte[4 * 1024 * 1024 + 1]));
        var repository = await Host.CreateAsync();

        var counts = await Host.SyncedAsync(repository);

        var unit = (await Host.UnitsAsync<AnsibleNamespaceMetadata>(repository)).Single();
        Assert.That((unit.Company, unit.AvatarSha256), Is.EqualTo(("ACME", (string?)null)));
        Assert.That(counts.GetProperty("skipped").EnumerateObject().Sum(reason => reason.Value.GetProperty("count").GetInt64()), Is.EqualTo(1));
        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.tools-1.0.0"));
    }

    [Test]
    public async Task A_namespace_that_is_not_upstream_is_none_here()
    {
        Galaxy.Add("acme.tools", "1.0.0", version => version with { NamespaceSha256 = First }).Play();
        var repository = await Host.CreateAsync();

        await Host.SyncedAsync(repository);

        Assert.That(await Host.UnitsAsync<AnsibleNamespaceMetadata>(repository), Is.Empty);
    }

    private void MapNamespace(string sha256, string company, string avatar) => Galaxy.Map("/api/v3/namespaces/acme/", new JsonObject
    {
        ["name"] = "acme",
        ["company"] = company,
        ["links"] = new JsonArray(new JsonObject { ["name"] = "site", ["url"] = "https://acme.example/" }),
        ["avatar_url"] = avatar.StartsWith('/') ? Host.Upstream.UrlOf(avatar).AbsoluteUri : avatar,
        ["metadata_sha256"] = sha256,
    });
}
