using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Container.Registry;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Tasking;
using Pulp.Testing.Time;

namespace Pulp.Plugins.Container.Tests.Protocol;

[TestFixture]
public sealed class StalePushTests : RegistryTest
{
    private readonly ManualTimeProvider time = new();

    private protected override Task<RegistryHost> StartAsync() => RegistryHost.StartAsync(services => services.AddSingleton<TimeProvider>(time));

    [Test]
    public async Task What_no_tag_came_for_in_time_is_not_served_any_more()
    {
        var manifest = await PushImageAsync("stale/waiting", "@", "waiting", "stale layer");
        var blob = $"v2/stale/waiting/blobs/{Images.DigestOf(Images.Bytes("stale layer"))}";
        await AssertAsync(await Host.GetAsync(blob), 200);
        time.Advance(TimeSpan.FromHours(25));
        await AssertAsync(await Host.GetAsync(blob), 404, "BLOB_UNKNOWN");
        await AssertAsync(await Host.GetAsync($"v2/stale/waiting/manifests/{Images.DigestOf(manifest)}"), 404, "MANIFEST_UNKNOWN");
        await Host.Services.GetRequiredService<StalePushes>().SweepAsync(default);
        var repository = await Host.Database.ReadAsync(session => session.Resources.FindAsync(Resources.ResourceKind.Repository, Domains.Domain.DefaultId, "stale/waiting"));
        Assert.That(await Host.Database.ReadAsync(session => session.States.ListAsync(repository!.Id, "pending/", null, 10)), Is.Empty);
    }

    [Test]
    public async Task The_signatures_of_what_no_tag_came_for_go_with_it()
    {
        var digest = Images.DigestOf(await PushImageAsync("stale/signed", "@", "signed", "signed layer"));
        var signature = new { schemaVersion = 2, type = "atomic", name = $"{digest}@{new string('1', 32)}", content = Convert.ToBase64String(TestSignature.Of(digest)) };
        await AssertAsync(await Host.SendAsync(HttpMethod.Put, $"extensions/v2/stale/signed/signatures/{digest}", JsonContent.Create(signature)), 201);
        time.Advance(TimeSpan.FromHours(25));
        await Host.Services.GetRequiredService<StalePushes>().SweepAsync(default);
        Assert.That((await Host.LatestAsync("stale/signed"))!.Summary.Present, Is.Empty);
    }

    [Test]
    public async Task A_cleanup_of_orphans_leaves_a_push_that_is_under_way()
    {
        var (config, layer) = (Images.Config(label: "cleanup"), Images.Bytes("pushed before the cleanup"));
        await AssertAsync(await PushBlobAsync("stale/cleanup", config), 201);
        await AssertAsync(await PushBlobAsync("stale/cleanup", layer), 201);
        time.Advance(TimeSpan.FromHours(2));
        await CleanAsync();
        await AssertAsync(await PutManifestAsync("stale/cleanup", "latest", Images.Image(config, [layer])), 201);
        await AssertAsync(await Host.GetAsync($"v2/stale/cleanup/blobs/{Images.DigestOf(layer)}"), 200);

        await AssertAsync(await PushBlobAsync("stale/cleanup", Images.Bytes("never tagged")), 201);
        time.Advance(TimeSpan.FromHours(25));
        await CleanAsync();
        Assert.That((await Host.GetJsonAsync($"pulp/api/v3/content/container/blobs/?digest={Images.DigestOf(Images.Bytes("never tagged"))}")).GetProperty("count").GetInt32(), Is.Zero);
    }

    private async Task CleanAsync()
    {
        using var answer = await Host.SendAsync(HttpMethod.Post, "pulp/api/v3/orphans/cleanup/", JsonContent.Create(new { orphan_protection_time = 0 }));
        await AssertAsync(answer, 202);
        var href = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("task").GetString()!;
        var task = await Host.Services.GetRequiredService<TaskDispatcher>().WaitAsync(Guid.Parse(href.TrimEnd('/').Split('/')[^1]));
        Assert.That(task.State, Is.EqualTo(TaskState.Completed), task.Error?.ToString());
    }

    [Test]
    public async Task An_upload_that_paused_too_long_is_given_up()
    {
        using var begun = await Host.SendAsync(HttpMethod.Post, "v2/stale/upload/blobs/uploads/");
        var location = begun.Headers.Location!.OriginalString;
        await AssertAsync(await Host.SendAsync(HttpMethod.Patch, location, new ByteArrayContent(new byte[300_000])), 202);
        time.Advance(TimeSpan.FromMinutes(59));
        await Host.Services.GetRequiredService<StalePushes>().SweepAsync(default);
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, location), 204);
        time.Advance(TimeSpan.FromMinutes(61));
        await Host.Services.GetRequiredService<StalePushes>().SweepAsync(default);
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, location), 404, "BLOB_UPLOAD_UNKNOWN");
        Assert.That(Host.CountLeftovers(), Is.Zero);
    }
}
