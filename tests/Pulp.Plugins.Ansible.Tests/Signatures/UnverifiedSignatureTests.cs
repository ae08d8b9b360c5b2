using System.Runtime.Versioning;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.Signatures;

[TestFixture]
[UnsupportedOSPlatform("windows")]
public sealed class UnverifiedSignatureTests : SigningTest
{
    private protected override void Configure(IServiceCollection services) => services.Configure<AnsibleOptions>(options => options.SignatureRequireVerification = false);

    [Test]
    public async Task A_server_may_take_signatures_that_it_has_no_key_for()
    {
        var repository = await RepositoryAsync("unverified");
        var (collection, manifest) = await UploadAsync(repository, "acme", "unverified");
        using var answer = await Host.SendAsync(
            HttpMethod.Post, "/pulp/api/v3/content/ansible/collection_signatures/upload/", SignatureForm(await Keys.SignAsync(GpgKeys.Foreign, manifest), ("repository", PrnOf(repository)), ("signed_collection", collection)));
        Assert.That((int)answer.StatusCode, Is.EqualTo(201), await answer.Content.ReadAsStringAsync());
        var shown = (await ShownAsync(repository, "acme", "unverified")).GetProperty("signatures")[0];
        Assert.That(shown.GetProperty("pubkey_fingerprint").GetString(), Is.EqualTo(await Keys.FingerprintAsync(GpgKeys.Foreign)));
        using var garbage = await Host.SendAsync(
            HttpMethod.Post, "/pulp/api/v3/content/ansible/collection_signatures/upload/", SignatureForm("garbage", ("repository", PrnOf(repository)), ("signed_collection", collection)));
        Assert.That((int)garbage.StatusCode, Is.EqualTo(400));
    }
}
