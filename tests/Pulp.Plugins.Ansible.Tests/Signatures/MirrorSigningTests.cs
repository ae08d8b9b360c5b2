using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Remotes;
using Pulp.Signing;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Tests.Signatures;

/// <summary>Signs what a mirror on demand holds: promises, and files that a client asked for.</summary>
[TestFixture]
[UnsupportedOSPlatform("windows")]
public sealed class MirrorSigningTests : SigningTest
{
    private GalaxyHost mirror = null!;
    private AnsibleRepository repository = null!;
    private SigningService service = null!;

    [OneTimeSetUp]
    public async Task Fill()
    {
        var origin = await RepositoryAsync("origin");
        foreach (var name in new[] { "first", "second", "third" })
            await UploadAsync(origin, "mirrored", name);
        await Host.AddAsync(origin, await Host.CollectionAsync("mirrored.broken", "1.0.0"));
    }

    [SetUp]
    public async Task Mirror()
    {
        mirror = await GalaxyHost.StartAsync();
        var remote = await mirror.CreateAsync(new CollectionRemote { Name = "origin", Url = new Uri(Host.Url, "/pulp_ansible/galaxy/origin/").AbsoluteUri, Policy = DownloadPolicy.OnDemand, MaxRetries = 0 });
        repository = await mirror.CreateRepositoryAsync("mirror");
        service = await mirror.Services.GetRequiredService<SigningServices>().AddAsync("hub", SigningScript.Of(Keys, GpgKeys.First), await Keys.ExportAsync(GpgKeys.First));
        Assert.That((await MirrorAsync("sync", new { remote = $"/pulp/api/v3/remotes/ansible/collection/{remote.Id}/" })).State, Is.EqualTo(TaskState.Completed));
    }

    [TearDown]
    public async Task Drop() => await mirror.DisposeAsync();

    [Test]
    public async Task Of_everything_only_what_is_here_is_signed_and_the_rest_is_named()
    {
        using (var file = await mirror.GetAsync(ContentOf("mirror") + "collections/artifacts/mirrored-first-1.0.0.tar.gz"))
            Assert.That(file.IsSuccessStatusCode, Is.True);

        var task = await SignAsync("*");

        Assert.That(task.State, Is.EqualTo(TaskState.Completed), task.Error?.Description);
        Assert.That((task.Result!.Value.GetProperty("signed").GetInt32(), task.Result.Value.GetProperty("left_out").GetInt32()), Is.EqualTo((1, 3)));
        Assert.That(task.Result.Value.GetProperty("examples").EnumerateArray().Select(example => example.GetString()), Has.Some.Contains("mirrored.second 1.0.0"));
        Assert.That(task.Progress.Single(part => part.Code == "signing.left_out").Done, Is.EqualTo(3));
        Assert.That((await mirror.GetJsonAsync(ContentOf("mirror") + "collections/index/mirrored/first/versions/1.0.0/")).GetProperty("signatures").GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_named_is_fetched_and_signed()
    {
        var task = await SignAsync(await HrefAsync("second"));
        Assert.That(task.State, Is.EqualTo(TaskState.Completed), task.Error?.Description);
        Assert.That((await mirror.GetJsonAsync(ContentOf("mirror") + "collections/index/mirrored/second/versions/1.0.0/")).GetProperty("signatures").GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_named_and_cannot_be_signed_fails_the_task_with_its_name()
    {
        var task = await SignAsync(await HrefAsync("third"), await HrefAsync("broken"));
        Assert.That(task.State, Is.EqualTo(TaskState.Failed));
        Assert.That(task.Error!.Description, Does.Contain("mirrored.broken 1.0.0").And.Not.Contain("third"));
    }

    [Test]
    public async Task Documentation_is_shown_of_a_file_that_was_only_promised()
    {
        var docs = await mirror.GetJsonAsync(ContentOf("mirror") + "collections/index/mirrored/third/versions/1.0.0/docs-blob/");
        Assert.That(docs.GetProperty("docs_blob").GetProperty("collection_readme").GetProperty("markdown").GetString(), Is.EqualTo("# Tools\n"));
        using var broken = await mirror.GetAsync(ContentOf("mirror") + "collections/index/mirrored/absent/versions/1.0.0/docs-blob/");
        Assert.That((int)broken.StatusCode, Is.EqualTo(404));
    }

    private Task<PulpTask> SignAsync(params string[] units) => MirrorAsync("sign", new { content_units = units, signing_service = HrefOf(service) });

    private async Task<string> HrefAsync(string name) =>
        (await mirror.GetJsonAsync($"/pulp/api/v3/content/ansible/collection_versions/?name={name}", "admin")).GetProperty("results")[0].GetProperty("pulp_href").GetString()!;

    private async Task<PulpTask> MirrorAsync(string action, object document)
    {
        using var answer = await mirror.SendAsync(HttpMethod.Post, HrefOf(repository) + action + "/", JsonContent.Create(document));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(202), text);
        var task = JsonDocument.Parse(text).RootElement.GetProperty("task").GetString()!;
        return await mirror.Services.GetRequiredService<TaskDispatcher>().WaitAsync(Guid.Parse(task.TrimEnd('/').Split('/')[^1]));
    }
}
