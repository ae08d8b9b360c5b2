using System.Runtime.Versioning;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Signing;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Tests.Signatures;

[TestFixture]
[UnsupportedOSPlatform("windows")]
public sealed class SignActionTests : SigningTest
{
    [Test]
    public async Task All_collections_are_signed_in_one_version_and_not_again()
    {
        var service = await ServiceAsync("all", GpgKeys.First);
        var repository = await RepositoryAsync("sign-all");
        foreach (var name in new[] { "one", "two", "three" })
            await UploadAsync(repository, "signs", name);
        var before = (await LatestAsync(repository)).Number;

        var task = await RunAsync(repository, "sign", new { content_units = new[] { "*" }, signing_service = HrefOf(service) });

        Assert.That(task.CreatedResources, Has.Count.EqualTo(1));
        var latest = await LatestAsync(repository);
        Assert.That((latest.Number, latest.Summary.Present["ansible.collection_signature"]), Is.EqualTo((before + 1, 3)));
        var signature = (await ShownAsync(repository, "signs", "two")).GetProperty("signatures")[0];
        Assert.That(signature.GetProperty("pubkey_fingerprint").GetString(), Is.EqualTo(service.PubkeyFingerprint));
        Assert.That(signature.GetProperty("signing_service").GetString(), Is.EqualTo("all"));
        var unit = (await Host.GetJsonAsync("/pulp/api/v3/content/ansible/collection_signatures/?limit=1&pubkey_fingerprint=" + service.PubkeyFingerprint, "admin")).GetProperty("results")[0];
        Assert.That(unit.GetProperty("signing_service").GetString(), Is.EqualTo(HrefOf(service)));
        var ofService = await Host.GetJsonAsync("/pulp/api/v3/content/ansible/collection_signatures/?signing_service=" + HrefOf(service), "admin");
        Assert.That(ofService.GetProperty("count").GetInt32(), Is.EqualTo(3));
        Assert.That((await Host.GetJsonAsync("/pulp/api/v3/content/ansible/collection_signatures/?signing_service=null", "admin")).GetProperty("count").GetInt32(), Is.Zero);

        Assert.That((await RunAsync(repository, "sign", new { content_units = new[] { "*" }, signing_service = HrefOf(service) })).CreatedResources, Is.Empty);
        Assert.That((await LatestAsync(repository)).Number, Is.EqualTo(before + 1));
    }

    [Test]
    public async Task Only_the_collections_that_are_named_are_signed_and_what_was_made_is_a_good_signature()
    {
        var service = await ServiceAsync("some", GpgKeys.Second);
        var repository = await RepositoryAsync("sign-some", GpgKeys.Second);
        var (one, manifest) = await UploadAsync(repository, "some", "one");
        await UploadAsync(repository, "some", "two");
        await RunAsync(repository, "sign", new { content_units = new[] { one }, signing_service = HrefOf(service) });
        Assert.That((await ShownAsync(repository, "some", "two")).GetProperty("signatures").GetArrayLength(), Is.Zero);
        var made = (await ShownAsync(repository, "some", "one")).GetProperty("signatures")[0].GetProperty("signature").GetString()!;

        await File.WriteAllTextAsync(Path.Combine(Keys.Home, "made.asc"), made);
        await Keys.RunAsync(manifest, "--verify", Path.Combine(Keys.Home, "made.asc"), "-");
    }

    [Test]
    public async Task What_cannot_be_signed_is_refused_with_the_field()
    {
        var service = await ServiceAsync("refuses", GpgKeys.First);
        var repository = await RepositoryAsync("sign-refuses");
        var (unit, _) = await UploadAsync(repository, "refuses", "one");
        await RefuseAsync(repository, "sign", new { signing_service = HrefOf(service) }, "content_units");
        await RefuseAsync(repository, "sign", new { content_units = Array.Empty<string>(), signing_service = HrefOf(service) }, "content_units");
        await RefuseAsync(repository, "sign", new { content_units = new[] { unit } }, "signing_service");
        await RefuseAsync(repository, "sign", new { content_units = new[] { unit }, signing_service = HrefOf(repository) }, "signing_service");
        var images = await Host.CreateAsync(new SigningService { Name = "images", Script = "/bin/true", PublicKey = "x", PubkeyFingerprint = "X", Kind = "container:ManifestSigningService" });
        await RefuseAsync(repository, "sign", new { content_units = new[] { unit }, signing_service = HrefOf(images) }, "signing_service");
        var other = await RepositoryAsync("sign-other");
        var failed = await WaitAsync(await PostAsync(other, "sign", new { content_units = new[] { unit }, signing_service = HrefOf(service) }));
        Assert.That(failed.State, Is.EqualTo(TaskState.Failed));
    }

    [TestCase("exit 3")]
    [TestCase("echo '{}'")]
    [TestCase("echo garbage > \"$1.asc\"; echo \"{\\\"signature\\\": \\\"$1.asc\\\"}\"")]
    public async Task A_script_that_does_not_sign_fails_the_task_and_adds_nothing(string body)
    {
        var name = "broken-" + Guid.NewGuid().ToString("N")[..8];
        var service = await Host.CreateAsync(new SigningService
        {
            Name = name, Script = SigningScript.Write(Keys.Home, body), PublicKey = await Keys.ExportAsync(GpgKeys.First), PubkeyFingerprint = "X", Kind = DetachedSigning.KindName,
        });
        var repository = await RepositoryAsync(name);
        await UploadAsync(repository, "broken", "x" + name[^8..]);
        var before = (await LatestAsync(repository)).Number;
        var task = await WaitAsync(await PostAsync(repository, "sign", new { content_units = new[] { "*" }, signing_service = HrefOf(service) }));
        Assert.That(task.State, Is.EqualTo(TaskState.Failed));
        Assert.That((await LatestAsync(repository)).Number, Is.EqualTo(before));
    }

    [Test]
    public async Task A_script_that_signs_with_another_key_is_not_believed()
    {
        var service = await Host.CreateAsync(new SigningService
        {
            Name = "foreign", Script = SigningScript.Of(Keys, GpgKeys.Foreign), PublicKey = await Keys.ExportAsync(GpgKeys.First), PubkeyFingerprint = await Keys.FingerprintAsync(GpgKeys.First), Kind = DetachedSigning.KindName,
        });
        var repository = await RepositoryAsync("sign-foreign");
        await UploadAsync(repository, "foreign", "one");
        var task = await WaitAsync(await PostAsync(repository, "sign", new { content_units = new[] { "*" }, signing_service = HrefOf(service) }));
        Assert.That(task.Error!.Description, Does.Contain("another key"));
    }

    [Test]
    public async Task A_file_that_is_no_collection_is_left_out_of_everything_and_refused_when_it_is_named()
    {
        var service = await ServiceAsync("absent", GpgKeys.First);
        var repository = await RepositoryAsync("sign-absent");
        await Host.AddAsync(repository, await Host.CollectionAsync("absent.one", "1.0.0"));
        var all = await RunAsync(repository, "sign", new { content_units = new[] { "*" }, signing_service = HrefOf(service) });
        Assert.That(all.Result!.Value.GetProperty("left_out").GetInt32(), Is.EqualTo(1));
        var unit = (await Host.GetJsonAsync("/pulp/api/v3/content/ansible/collection_versions/?namespace=absent", "admin")).GetProperty("results")[0].GetProperty("pulp_href").GetString();
        var named = await WaitAsync(await PostAsync(repository, "sign", new { content_units = new[] { unit }, signing_service = HrefOf(service) }));
        Assert.That(named.Error!.Description, Does.Contain("absent.one 1.0.0"));
    }
}
