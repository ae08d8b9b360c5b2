using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.Json;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Tests.Promotion;

[TestFixture]
[UnsupportedOSPlatform("windows")]
public sealed class ApprovalTests : SigningTest
{
    [Test]
    public async Task What_is_published_waits_in_the_staging_repository_until_it_is_approved()
    {
        var (published, staging, _) = await HubAsync("approves");
        await PublishAsync("approves", "waits", "one");
        await AssertAsync(await Host.GetAsync(ContentOf("approves") + "collections/index/waits/one/versions/1.0.0/"), 404);
        await ShownAsync(staging, "waits", "one");
        await AssertAsync(await SendAsync("approves", "waits", "one"), 400, "conflict.collection_exists");

        await RunAsync(published, "approve", new { collection_versions = new[] { await HrefAsync("waits", "one") } });

        await ShownAsync(published, "waits", "one");
        Assert.That((await LatestAsync(staging)).Summary.Present, Is.Empty);
        await AssertAsync(await SendAsync("approves", "waits", "one"), 400, "conflict.collection_exists");
    }

    [Test]
    public async Task What_is_rejected_goes_to_the_repository_for_it_and_can_be_published_again()
    {
        var (published, staging, rejected) = await HubAsync("rejects");
        await PublishAsync("rejects", "refuses", "one");
        await RunAsync(published, "reject", new { collection_versions = new[] { await HrefAsync("refuses", "one") } });
        await ShownAsync(rejected, "refuses", "one");
        Assert.That((await LatestAsync(staging)).Summary.Present, Is.Empty);
        Assert.That((await LatestAsync(published)).Number, Is.Zero);
        await PublishAsync("rejects", "refuses", "one");
        await Host.UpdateAsync(await ReloadAsync(published) with { RejectedRepository = null });
        await RunAsync(published, "reject", new { collection_versions = new[] { await HrefAsync("refuses", "one") } });
        Assert.That((await LatestAsync(staging)).Summary.Present, Is.Empty);
    }

    [Test]
    public async Task Approval_signs_with_the_repositorys_service_and_may_require_a_signature()
    {
        var service = await ServiceAsync("approval", GpgKeys.First);
        var (published, _, _) = await HubAsync("signs-approved");
        await Host.UpdateAsync(await ReloadAsync(published) with { ApprovalRequiresSignature = true });
        await PublishAsync("signs-approved", "approved", "one");
        var body = new { collection_versions = new[] { await HrefAsync("approved", "one") } };
        var failed = await WaitAsync(await PostAsync(published, "approve", body));
        Assert.That((failed.State, failed.Error!.Description), Is.EqualTo((TaskState.Failed, "approved.one 1.0.0 has no signature; upload one, or name a signing service.")));

        await Host.UpdateAsync(await ReloadAsync(published) with { ApprovalSigningService = service.Id });
        await RunAsync(published, "approve", body);
        Assert.That((await ShownAsync(published, "approved", "one")).GetProperty("signatures")[0].GetProperty("signing_service").GetString(), Is.EqualTo("approval"));
    }

    [Test]
    public async Task Only_those_who_may_approve_do_also_by_the_paths_of_a_hub()
    {
        var (published, staging, _) = await HubAsync("permits");
        await PublishAsync("permits", "permits", "one");
        await PublishAsync("permits", "permits", "two");
        var (pat, fay) = (await Host.CreateUserAsync("pat"), await Host.CreateUserAsync("fay"));
        await Host.GrantAsync(pat, "ansible.ansiblerepository_publisher", published);
        await Host.GrantAsync(pat, "ansible.ansiblerepository_viewer", staging);
        await Host.GrantAsync(fay, "ansible.ansiblerepository_approver", published);
        await Host.GrantAsync(fay, "ansible.ansiblerepository_viewer", staging);
        var body = new { collection_versions = new[] { await HrefAsync("permits", "one") } };
        const string path = "/api/galaxy/v3/collections/permits/two/versions/1.0.0/move/";
        foreach (var action in new[] { "approve", "reject" })
            await AssertAsync(await PostAsync(published, action, body, "pat"), 403);
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, path + "permits-staging/permits/", user: "pat"), 403, "permission_denied");
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, path + "permits/permits-staging/", user: "fay"), 403, "permission_denied");

        await RunAsync(published, "approve", body, "fay");
        await WaitAsync(await Host.SendAsync(HttpMethod.Post, path + "permits-staging/permits/", user: "fay"));
        await ShownAsync(published, "permits", "one");
        await ShownAsync(published, "permits", "two");
    }

    [Test]
    public async Task Only_what_waits_is_approved()
    {
        var (published, _, rejected) = await HubAsync("elsewhere");
        var (unit, _) = await UploadAsync(rejected, "elsewhere", "one");
        Assert.That((await WaitAsync(await PostAsync(published, "approve", new { collection_versions = new[] { unit } }))).State, Is.EqualTo(TaskState.Failed));
        await RefuseAsync(rejected, "approve", new { collection_versions = new[] { unit } }, "non_field_errors");
        await RefuseAsync(rejected, "reject", new { collection_versions = new[] { unit } }, "non_field_errors");
    }

    [Test]
    public async Task A_flow_that_cannot_work_is_refused()
    {
        var (published, staging, _) = await HubAsync("impossible");
        var service = await Host.CreateAsync(new Signing.SigningService { Name = "images-approval", Script = "/bin/true", PublicKey = "x", PubkeyFingerprint = "X", Kind = "container:ManifestSigningService" });
        foreach (var (body, field) in new (object, string)[]
        {
            (new { staging_repository = HrefOf(published) }, "staging_repository"),
            (new { rejected_repository = HrefOf(staging) }, "rejected_repository"),
            (new { approval_signing_service = HrefOf(service) }, "approval_signing_service"),
        })
        {
            using var answer = await Host.SendAsync(HttpMethod.Patch, HrefOf(published), JsonContent.Create(body));
            var text = await answer.Content.ReadAsStringAsync();
            Assert.That((int)answer.StatusCode, Is.EqualTo(400), text);
            Assert.That(JsonDocument.Parse(text).RootElement.TryGetProperty(field, out _), Is.True, text);
        }

        var chained = await Host.CreateAsync(new AnsibleRepository { Name = "chained" });
        using var chain = await Host.SendAsync(HttpMethod.Patch, HrefOf(chained), JsonContent.Create(new { staging_repository = HrefOf(published) }));
        Assert.That((int)chain.StatusCode, Is.EqualTo(400));
        using var turned = await Host.SendAsync(HttpMethod.Patch, HrefOf(staging), JsonContent.Create(new { staging_repository = HrefOf(chained) }));
        Assert.That((int)turned.StatusCode, Is.EqualTo(400), "A staging repository has none itself.");
        var deleted = await WaitAsync(await Host.SendAsync(HttpMethod.Delete, HrefOf(staging)));
        Assert.That(deleted.State, Is.EqualTo(TaskState.Failed), "Without its staging repository a repository would publish at once.");
    }

    private async Task<(AnsibleRepository Published, AnsibleRepository Staging, AnsibleRepository Rejected)> HubAsync(string name)
    {
        var (staging, rejected) = (await Host.CreateRepositoryAsync(name + "-staging"), await Host.CreateRepositoryAsync(name + "-rejected"));
        var published = await Host.CreateRepositoryAsync(name);
        return (await Host.UpdateAsync(published with { StagingRepository = staging.Id, RejectedRepository = rejected.Id }), staging, rejected);
    }

    private async Task<AnsibleRepository> ReloadAsync(AnsibleRepository repository) => (AnsibleRepository)(await Host.Database.ReadAsync(session => session.Resources.GetAsync(repository.Id)))!;

    private async Task<HttpResponseMessage> SendAsync(string basePath, string @namespace, string name)
    {
        var builder = new CollectionBuilder(@namespace, name);
        return await Host.SendAsync(HttpMethod.Post, $"/pulp_ansible/galaxy/{basePath}/api/v3/artifacts/collections/", Form(builder.Build(), builder.FileName));
    }

    private async Task PublishAsync(string basePath, string @namespace, string name) =>
        Assert.That((await WaitAsync(await SendAsync(basePath, @namespace, name))).State, Is.EqualTo(TaskState.Completed));

    private async Task<string> HrefAsync(string @namespace, string name) =>
        (await Host.GetJsonAsync($"/pulp/api/v3/content/ansible/collection_versions/?namespace={@namespace}&name={name}", "admin")).GetProperty("results")[0].GetProperty("pulp_href").GetString()!;
}
