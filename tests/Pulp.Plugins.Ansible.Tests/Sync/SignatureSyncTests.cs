using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Remotes;

namespace Pulp.Plugins.Ansible.Tests.Sync;

[TestFixture]
internal sealed class SignatureSyncTests : SyncTest
{
    private GpgKeys keys = null!;

    [SetUp]
    public async Task MakeKeys() => keys = await GpgKeys.CreateAsync();

    [TearDown]
    public void RemoveKeys() => keys.Dispose();

    [TestCase(DownloadPolicy.Immediate)]
    [TestCase(DownloadPolicy.OnDemand)]
    public async Task Signatures_by_one_of_the_repositorys_keys_are_taken_and_no_others(DownloadPolicy policy)
    {
        var manifest = Tarballs.ManifestOf("acme", "tools", "1.0.0");
        var good = await keys.SignAsync(GpgKeys.Second, manifest);
        Galaxy.Add("acme.tools", "1.0.0", version => version with { Signatures = [good, await0(keys.SignAsync(GpgKeys.Foreign, manifest)), "garbage", MadeSignatures.Of()] }).Play();
        var repository = await Host.CreateAsync(remote => remote with { Policy = policy }, repository => repository with { Gpgkey = await0(keys.ExportAsync(GpgKeys.First, GpgKeys.Second)) });

        var counts = await Host.SyncedAsync(repository);

        var signature = (await Host.UnitsAsync<CollectionVersionSignature>(repository)).Single();
        Assert.That((signature.Data, signature.PubkeyFingerprint), Is.EqualTo((good, await keys.FingerprintAsync(GpgKeys.Second))));
        Assert.That(counts.GetProperty("skipped").EnumerateObject().Sum(reason => reason.Value.GetProperty("count").GetInt64()), Is.EqualTo(3));

        static string await0(Task<string> task) => task.GetAwaiter().GetResult();
    }

    [Test]
    public async Task A_signature_of_another_manifest_is_not_taken_when_the_file_is_here()
    {
        var other = await keys.SignAsync(GpgKeys.First, Tarballs.ManifestOf("acme", "tools", "2.0.0"));
        Galaxy.Add("acme.tools", "1.0.0", version => version with { Signatures = [other] }).Play();
        var key = await keys.ExportAsync(GpgKeys.First);
        var repository = await Host.CreateAsync(remote => remote with { Policy = DownloadPolicy.Immediate }, repository => repository with { Gpgkey = key });

        var counts = await Host.SyncedAsync(repository);

        Assert.That(await Host.UnitsAsync<CollectionVersionSignature>(repository), Is.Empty);
        Assert.That(counts.GetProperty("skipped").GetProperty("signature is not good").GetProperty("count").GetInt64(), Is.EqualTo(1));
        Assert.That(await Host.VersionsAsync(repository), Is.EqualTo("acme.tools-1.0.0"));
    }

    [Test]
    public async Task A_repository_without_keys_takes_whatever_is_a_signature()
    {
        Galaxy.Add("acme.tools", "1.0.0", version => version with { Signatures = [MadeSignatures.Of(1), MadeSignatures.Of(2), "garbage"] }).Play();
        var repository = await Host.CreateAsync();

        await Host.SyncedAsync(repository);

        Assert.That(await Host.UnitsAsync<CollectionVersionSignature>(repository), Has.Count.EqualTo(2));
    }
}
