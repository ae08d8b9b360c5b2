using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Remotes;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Tests.Sync;

/// <summary>What a mirror tells of a collection whose file it does not have yet.</summary>
[TestFixture]
public sealed class OnDemandDetailTests : GalaxyTest
{
    [Test]
    public async Task What_is_in_a_collection_is_shown_once_its_file_is_here_however_often_it_was_asked_for_before()
    {
        await Host.CreateRepositoryAsync("origin");
        var builder = new CollectionBuilder("acme", "late").WithModule("hello");
        using (var form = new MultipartFormDataContent { { new ByteArrayContent(builder.Build()), "file", builder.FileName } })
        using (var published = await Host.SendAsync(HttpMethod.Post, "/pulp_ansible/galaxy/origin/api/v3/artifacts/collections/", form))
            await ImportedAsync(published);
        await using var mirror = await GalaxyHost.StartAsync();
        var remote = await mirror.CreateAsync(new CollectionRemote { Name = "origin", Url = new Uri(Host.Url, "/pulp_ansible/galaxy/origin/").AbsoluteUri, Policy = DownloadPolicy.OnDemand, MaxRetries = 0 });
        var repository = await mirror.CreateAsync(new AnsibleRepository { Name = "mirror" });
        await mirror.CreateAsync(new AnsibleDistribution { Name = "mirror", BasePath = "mirror", Repository = repository.Id, Remote = remote.Id });
        var path = ContentOf("mirror") + "collections/index/acme/late/versions/1.0.0/";

        for (var time = 0; time < 3; time++)
            Assert.That((await mirror.GetJsonAsync(path, "admin")).GetProperty("manifest").ValueKind, Is.EqualTo(JsonValueKind.Null));
        using (var again = await mirror.GetAsync(path))
            Assert.That(again.Headers.GetValues("X-PULP-CACHE").Single(), Is.EqualTo("HIT"), "It is kept as long as the file is not here.");
        using (var file = await mirror.GetAsync(ContentOf("mirror") + $"collections/artifacts/{builder.FileName}"))
            Assert.That((await file.Content.ReadAsByteArrayAsync()).Length, Is.GreaterThan(0));

        for (var time = 0; time < 2; time++)
        {
            var shown = await mirror.GetJsonAsync(path);
            Assert.That(shown.GetProperty("manifest").GetProperty("collection_info").GetProperty("name").GetString(), Is.EqualTo("late"));
            Assert.That(Texts(shown.GetProperty("metadata").GetProperty("contents"), "name"), Does.Contain("hello"));
        }
    }

    private async Task ImportedAsync(HttpResponseMessage published)
    {
        var import = JsonDocument.Parse(await published.Content.ReadAsStringAsync()).RootElement.GetProperty("task").GetString()!;
        var id = Guid.Parse(import.TrimEnd('/').Split('/')[^1]);
        await Host.Services.GetRequiredService<TaskDispatcher>().WaitAsync(id);
    }
}
