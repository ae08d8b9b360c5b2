using Microsoft.Extensions.DependencyInjection;
using Pulp.Access;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Resources;
using Pulp.Testing.Time;

namespace Pulp.Plugins.Container.Tests.Protocol;

/// <summary>What is kept in memory is sent only while it is true, and only to those who may have it.</summary>
[TestFixture]
public sealed class KeptAnswerTests : RegistryTest
{
    private readonly ManualTimeProvider time = new();

    private static string Layer { get; } = Images.DigestOf(Images.Bytes("layer"));

    private protected override Task<RegistryHost> StartAsync() => RegistryHost.StartAsync(services => services.AddSingleton<TimeProvider>(time));

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_tag_that_moves_is_seen_at_once(bool isPrivate)
    {
        var name = $"kept/moved-{isPrivate}".ToLowerInvariant();
        await Host.CreateRepositoryAsync(name, isPrivate);
        var token = await TokenAsync(name, "admin");
        for (var round = 0; round < 3; round++)
        {
            var manifest = await PushImageAsync(name, "latest", $"moved {round}", "layer");
            foreach (var bearer in isPrivate ? [token, token] : new[] { null, token, null, token })
            {
                using var answer = await Host.SendAsync(HttpMethod.Get, $"v2/{name}/manifests/latest", user: null, bearer: bearer);
                Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(manifest));
            }
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task What_is_deleted_is_gone_at_once(bool isPrivate)
    {
        var name = $"kept/deleted-{isPrivate}".ToLowerInvariant();
        await Host.CreateRepositoryAsync(name, isPrivate);
        var manifest = await PushImageAsync(name, "latest", "deleted", "layer");
        var token = await TokenAsync(name, "admin");
        var (byTag, byDigest, blob) = ($"v2/{name}/manifests/latest", $"v2/{name}/manifests/{Images.DigestOf(manifest)}", $"v2/{name}/blobs/{Layer}");
        await AssertAllAsync(200, token, byTag, byDigest, blob);

        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, byTag), 202);
        await AssertAllAsync(404, token, byTag);
        await AssertAllAsync(200, token, byDigest, blob);
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, byDigest), 202);
        await AssertAllAsync(404, token, byTag, byDigest, blob);
    }

    [Test]
    public async Task What_the_distribution_serves_from_now_on_is_seen_at_once()
    {
        var (first, distribution) = await Host.CreateRepositoryAsync("kept/first");
        var (second, _) = await Host.CreateRepositoryAsync("kept/second");
        var old = await PushImageAsync("kept/first", "latest", "first", "layer");
        var other = await PushImageAsync("kept/second", "latest", "second", "another layer");
        var version = await Host.LatestAsync("kept/first");
        await AssertServedAsync(old, 200);

        distribution = await UpdateAsync(distribution with { Repository = second.Id });
        await AssertServedAsync(other, 404);
        distribution = await UpdateAsync(distribution with { Repository = null, RepositoryVersion = version!.Id });
        await AssertServedAsync(old, 200);
        await PushImageAsync("kept/second", "latest", "third");
        await AssertServedAsync(old, 200);
        distribution = await UpdateAsync(distribution with { Repository = null, RepositoryVersion = null });
        await AssertAllAsync(404, await TokenAsync("kept/first", "admin"), "v2/kept/first/manifests/latest", $"v2/kept/first/blobs/{Layer}");
        distribution = await UpdateAsync(distribution with { Repository = first.Id });
        await AssertServedAsync(old, 200);
        await Host.Services.GetRequiredService<ResourceChanges>().DeleteAsync(distribution.Id);
        await AssertAsync(await Host.GetAsync("v2/kept/first/manifests/latest", "admin"), 404, "NAME_UNKNOWN");
        await AssertAsync(await Host.GetAsync("v2/kept/first/manifests/latest"), 401, "UNAUTHORIZED");

        async Task AssertServedAsync(byte[] manifest, int layerStatus)
        {
            for (var round = 0; round < 2; round++)
            {
                using var answer = await Host.GetAsync("v2/kept/first/manifests/latest");
                Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(manifest));
                await AssertAsync(await Host.GetAsync($"v2/kept/first/blobs/{Layer}"), layerStatus);
            }
        }
    }

    [Test]
    public async Task What_becomes_private_is_closed_at_once_and_open_again_when_it_is_not_any_more()
    {
        var (_, distribution) = await Host.CreateRepositoryAsync("kept/closing");
        var manifest = await PushImageAsync("kept/closing", "latest", "closing", "layer");
        await Host.CreateUserAsync("kept-stranger");
        var stranger = await TokenAsync("kept/closing", "kept-stranger");
        string[] paths = ["v2/kept/closing/manifests/latest", $"v2/kept/closing/manifests/{Images.DigestOf(manifest)}", $"v2/kept/closing/blobs/{Layer}", "v2/kept/closing/tags/list"];
        await AssertEachAsync(200, 200);
        distribution = await UpdateAsync(distribution with { Private = true });
        await AssertEachAsync(401, 403);
        await AssertAllAsync(200, await TokenAsync("kept/closing", "admin"), paths);
        await AssertEachAsync(401, 403);
        distribution = await UpdateAsync(distribution with { Private = false });
        await AssertEachAsync(200, 200);

        async Task AssertEachAsync(int anonymous, int other)
        {
            foreach (var path in paths.Concat(paths))
            {
                await AssertAsync(await Host.GetAsync(path), anonymous);
                await AssertAsync(await Host.SendAsync(HttpMethod.Head, path, user: null, bearer: stranger), other);
            }
        }
    }

    [Test]
    public async Task Wrong_credentials_are_refused_although_everyone_may_have_the_answer_that_is_kept()
    {
        await Host.CreateRepositoryAsync("kept/open");
        await PushImageAsync("kept/open", "latest", "open", "layer");
        var token = await TokenAsync("kept/open", "admin");
        foreach (var path in new[] { "v2/kept/open/manifests/latest", $"v2/kept/open/blobs/{Layer}", "v2/kept/open/tags/list" })
        {
            for (var round = 0; round < 2; round++)
            {
                await AssertAsync(await Host.GetAsync(path), 200);
                await AssertAsync(await Host.SendAsync(HttpMethod.Get, path, bearer: token), 200);
                await AssertAsync(await Host.SendAsync(HttpMethod.Get, path, bearer: $"{token}x"), 401, "UNAUTHORIZED");
                await AssertAsync(await Host.SendAsync(HttpMethod.Get, path, password: "wrong"), 401, "UNAUTHORIZED");
            }
        }

        time.Advance(TimeSpan.FromMinutes(5));
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/kept/open/manifests/latest", bearer: token), 401, "UNAUTHORIZED");
        await AssertAsync(await Host.GetAsync("v2/kept/open/manifests/latest"), 200);
    }

    [Test]
    public async Task A_token_opens_what_is_kept_no_longer_than_its_user_may_read()
    {
        var (_, distribution) = await Host.CreateRepositoryAsync("kept/granted", isPrivate: true);
        await PushImageAsync("kept/granted", "latest", "granted", "layer");
        var user = await Host.CreateUserAsync("kept-reader");
        await Host.GrantAsync(user, "container.containerdistribution_consumer", distribution);
        var token = await TokenAsync("kept/granted", "kept-reader");
        string[] paths = ["v2/kept/granted/manifests/latest", $"v2/kept/granted/blobs/{Layer}"];
        await AssertAllAsync(200, token, paths);

        await Host.Database.WriteAsync(session => session.Access.Users.UpdateAsync(user with { IsActive = false }));
        await AssertAllAsync(401, token, paths);
        await Host.Database.WriteAsync(session => session.Access.Users.UpdateAsync(user));
        await AssertAllAsync(200, token, paths);
        await Host.Database.WriteAsync(async session =>
        {
            await session.Access.Grants.RemoveObjectAsync(Host.Catalog.ResourceTypeOf(distribution).PrnOf(distribution.Id));
            return true;
        });
        await AssertAllAsync(403, token, paths);
        await Host.GrantAsync(user, "container.containerdistribution_consumer", distribution);
        await AssertAllAsync(200, token, paths);
        await Host.Database.WriteAsync(session => session.Access.Users.UpdateAsync(user with { PasswordHash = PasswordHash.Create("another") }));
        await AssertAllAsync(401, token, paths);
        await Host.Database.WriteAsync(session => session.Access.Users.UpdateAsync(user));
        await AssertAllAsync(200, token, paths);

        await Host.Database.WriteAsync(session => session.Access.Users.DeleteAsync(user.Id));
        await AssertAllAsync(401, token, paths);
        await Host.GrantAsync(await Host.CreateUserAsync("kept-reader"), "container.containerdistribution_consumer", distribution);
        await AssertAllAsync(401, token, paths);
    }

    private async Task<ContainerDistribution> UpdateAsync(ContainerDistribution distribution)
    {
        var outcome = await Host.Services.GetRequiredService<ResourceChanges>().UpdateAsync(distribution);
        Assert.That(outcome, Is.InstanceOf<ChangeOutcome.Done>());
        return (ContainerDistribution)((ChangeOutcome.Done)outcome).Resource;
    }

    private async Task AssertAllAsync(int status, string token, params string[] paths)
    {
        // Twice, because the first time may be what keeps it.
        foreach (var path in paths.Concat(paths))
            await AssertAsync(await Host.SendAsync(HttpMethod.Get, path, bearer: token), status);
    }

    private async Task<string> TokenAsync(string name, string user) =>
        (await Host.GetJsonAsync($"token/?service=pulp&scope=repository:{name}:pull", user)).GetProperty("token").GetString()!;
}
