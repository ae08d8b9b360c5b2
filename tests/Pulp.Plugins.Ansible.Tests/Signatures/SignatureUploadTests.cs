using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Tests.Signatures;

[TestFixture]
[UnsupportedOSPlatform("windows")]
public sealed class SignatureUploadTests : SigningTest
{
    private const string Units = "/pulp/api/v3/content/ansible/collection_signatures/";

    [Test]
    public async Task A_signature_by_a_key_of_the_repository_is_kept_and_shown()
    {
        var repository = await RepositoryAsync("signed", GpgKeys.First, GpgKeys.Second);
        var (collection, manifest) = await UploadAsync(repository, "acme", "signed");
        var signature = await Keys.SignAsync(GpgKeys.Second, manifest);

        var task = await SendAsync(repository, collection, signature);

        Assert.That(task.State, Is.EqualTo(TaskState.Completed), task.Error?.Description);
        var shown = (await ShownAsync(repository, "acme", "signed")).GetProperty("signatures");
        Assert.That(shown.GetArrayLength(), Is.EqualTo(1));
        Assert.That(shown[0].GetProperty("signature").GetString(), Is.EqualTo(signature));
        Assert.That(shown[0].GetProperty("pubkey_fingerprint").GetString(), Is.EqualTo(await Keys.FingerprintAsync(GpgKeys.Second)));
        var unit = (await Host.GetJsonAsync($"{Units}?signed_collection={collection}", "admin")).GetProperty("results")[0];
        Assert.That(unit.GetProperty("signed_collection").GetString(), Is.EqualTo(collection));
        Assert.That(unit.GetProperty("signing_service").GetString(), Is.Null);
        Assert.That(unit.TryGetProperty("data", out _), Is.False);
    }

    [TestCase("garbage")]
    [TestCase("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n")]
    [TestCase("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n!!!!\n-----END PGP PUBLIC KEY BLOCK-----\n")]
    public async Task A_gpgkey_that_is_no_key_is_refused_when_it_is_written(string key)
    {
        var repository = await RepositoryAsync("bad-key-" + Guid.NewGuid().ToString("N")[..8]);
        using var answer = await Host.SendAsync(HttpMethod.Patch, HrefOf(repository), JsonContent.Create(new { gpgkey = key }));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(((int)answer.StatusCode, text.Contains("gpgkey", StringComparison.Ordinal)), Is.EqualTo((400, true)), text);
    }

    [Test]
    public async Task L18_a_signature_that_is_not_good_is_refused_and_the_repository_stays_as_it_is()
    {
        var repository = await RepositoryAsync("bad", GpgKeys.First);
        var (collection, manifest) = await UploadAsync(repository, "acme", "bad");
        var before = (await LatestAsync(repository)).Number;
        var good = await Keys.SignAsync(GpgKeys.First, manifest);
        string[] bad =
        [
            await Keys.SignAsync(GpgKeys.Foreign, manifest),
            await Keys.SignAsync(GpgKeys.First, manifest + " "),
            good + good,
            "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n",
            "-----BEGIN PGP SIGNATURE-----",
            "garbage",
            "",
            new string('x', 70_000),
            await Keys.ExportAsync(GpgKeys.First),
        ];
        foreach (var signature in bad)
        {
            using var answer = await Host.SendAsync(HttpMethod.Post, Units + "upload/", SignatureForm(signature, ("repository", PrnOf(repository)), ("signed_collection", collection)));
            Assert.That((int)answer.StatusCode, Is.EqualTo(400), signature);
        }

        var refused = await SendAsync(repository, collection, bad[0]);
        Assert.That((refused.State, refused.Error!.Description), Is.EqualTo((TaskState.Failed, "The signature is not good: It is by none of the repository's keys.")));
        Assert.That((await LatestAsync(repository)).Number, Is.EqualTo(before));
    }

    [Test]
    public async Task L18_an_expired_signature_and_one_of_an_expired_key_are_refused()
    {
        await Keys.RunAsync(null, "--passphrase", "", "--faked-system-time", "20200101T000000!", "--quick-generate-key", "old@example.com", "ed25519", "sign", "1d");
        var repository = await RepositoryAsync("expired", "old@example.com", GpgKeys.First);
        var (collection, manifest) = await UploadAsync(repository, "acme", "expired");
        string[] expired =
        [
            await Keys.RunAsync(manifest, "--faked-system-time", "20200101T010000!", "--armor", "--local-user", "old@example.com", "--detach-sign", "--output", "-"),
            await Keys.RunAsync(manifest, "--faked-system-time", $"{DateTimeOffset.UtcNow.AddDays(-1):yyyyMMdd'T'HHmmss}!", "--ignore-time-conflict", "--ignore-valid-from", "--default-sig-expire", "seconds=60", "--armor", "--local-user", GpgKeys.First, "--detach-sign", "--output", "-"),
        ];
        foreach (var signature in expired)
            Assert.That((await SendAsync(repository, collection, signature)).State, Is.EqualTo(TaskState.Failed));
        Assert.That((await ShownAsync(repository, "acme", "expired")).GetProperty("signatures").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Without_a_key_or_a_repository_nothing_is_verified_and_so_nothing_is_taken()
    {
        var repository = await RepositoryAsync("keyless");
        var (collection, manifest) = await UploadAsync(repository, "acme", "keyless");
        var signature = await Keys.SignAsync(GpgKeys.First, manifest);
        Assert.That((await SendAsync(repository, collection, signature)).Error!.Description, Does.Contain("no gpgkey"));
        using var answer = await Host.SendAsync(HttpMethod.Post, Units + "upload/", SignatureForm(signature, ("signed_collection", collection)));
        Assert.That((int)answer.StatusCode, Is.EqualTo(400), await answer.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task What_is_signed_must_be_a_collection_version_of_the_repository_that_the_caller_may_see()
    {
        var repository = await RepositoryAsync("holder", GpgKeys.First);
        var other = await RepositoryAsync("other-holder", GpgKeys.First);
        var (collection, manifest) = await UploadAsync(other, "acme", "elsewhere");
        var signature = await Keys.SignAsync(GpgKeys.First, manifest);
        Assert.That((await SendAsync(repository, collection, signature)).Error!.Description, Does.Contain("does not hold"));
        var ann = await Host.CreateUserAsync("ann");
        await Host.GrantAsync(ann, "ansible.ansiblerepository_owner", repository);
        foreach (var (field, user) in new[] { (collection, "ann"), (HrefOf(repository), "admin"), ("/pulp/api/v3/content/ansible/collection_versions/00000000-0000-0000-0000-000000000000/", "admin") })
        {
            using var refused = await Host.SendAsync(HttpMethod.Post, Units, SignatureForm(signature, ("repository", PrnOf(repository)), ("signed_collection", field)), user);
            Assert.That((int)refused.StatusCode, Is.EqualTo(400), await refused.Content.ReadAsStringAsync());
        }

        using var missing = await Host.SendAsync(HttpMethod.Post, Units, SignatureForm(signature, ("repository", PrnOf(repository))));
        Assert.That((int)missing.StatusCode, Is.EqualTo(400));
    }

    private async Task<PulpTask> SendAsync(AnsibleRepository repository, string collection, string signature) =>
        await WaitAsync(await Host.SendAsync(HttpMethod.Post, Units, SignatureForm(signature, ("repository", PrnOf(repository)), ("signed_collection", collection))));
}
