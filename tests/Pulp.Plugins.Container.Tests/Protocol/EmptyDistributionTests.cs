using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Protocol;

[TestFixture]
public sealed class EmptyDistributionTests : RegistryTest
{
    [Test]
    public async Task The_first_push_to_a_distribution_without_a_repository_makes_one_for_it()
    {
        var distribution = await Host.CreateAsync(new ContainerDistribution { Name = "made first", BasePath = "empty/first", Private = true });
        var manifest = await PushImageAsync("empty/first", "latest", "empty");
        await AssertAsync(await PutManifestAsync("empty/first", "again", manifest), 201);

        var shown = (await Host.GetJsonAsync("pulp/api/v3/distributions/container/container/?base_path=empty/first")).GetProperty("results")[0];
        var repository = (await Host.GetJsonAsync("pulp/api/v3/repositories/container/container/?name=empty/first")).GetProperty("results")[0];
        Assert.That(shown.GetProperty("repository").GetString(), Is.EqualTo(repository.GetProperty("pulp_href").GetString()));
        Assert.That(shown.GetProperty("pulp_href").GetString(), Does.Contain(distribution.Id.ToString()));
        Assert.That(shown.GetProperty("private").GetBoolean(), Is.True);
        Assert.That((await Host.LatestAsync("empty/first"))!.Number, Is.EqualTo(2));
        using var pulled = await Host.GetAsync("v2/empty/first/manifests/latest", "admin");
        Assert.That(await pulled.Content.ReadAsByteArrayAsync(), Is.EqualTo(manifest));
    }

    [Test]
    public async Task A_repository_that_was_deleted_comes_back_with_the_next_push()
    {
        var first = await PushImageAsync("empty/deleted", "latest", "deleted");
        var repository = (await Host.GetJsonAsync("pulp/api/v3/repositories/container/container/?name=empty/deleted")).GetProperty("results")[0];
        using (var deleted = await Host.SendAsync(HttpMethod.Delete, repository.GetProperty("pulp_href").GetString()!.TrimStart('/')))
            Assert.That((int)deleted.StatusCode, Is.EqualTo(202));
        await AssertAsync(await Host.GetAsync("v2/empty/deleted/manifests/latest"), 404, "MANIFEST_UNKNOWN");

        var second = await PushImageAsync("empty/deleted", "latest", "pushed again");

        using var pulled = await Host.GetAsync("v2/empty/deleted/manifests/latest");
        Assert.That(await pulled.Content.ReadAsByteArrayAsync(), Is.EqualTo(second).And.Not.EqualTo(first));
    }

    [Test]
    public async Task Pushes_at_the_same_time_fill_a_distribution_with_one_repository()
    {
        await Host.CreateAsync(new ContainerDistribution { Name = "empty/parallel", BasePath = "empty/parallel" });

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => PushBlobAsync("empty/parallel", Images.Bytes($"layer {number}"))));

        foreach (var answer in answers)
            await AssertAsync(answer, 201);
        for (var number = 0; number < 8; number++)
            await AssertAsync(await Host.GetAsync($"v2/empty/parallel/blobs/{Images.DigestOf(Images.Bytes($"layer {number}"))}"), 200);
    }

    [Test]
    public async Task Who_may_push_but_not_make_a_repository_is_refused()
    {
        var distribution = await Host.CreateAsync(new ContainerDistribution { Name = "empty/refused", BasePath = "empty/refused" });
        var user = await Host.CreateUserAsync("empty-pusher");
        await Host.GrantAsync(user, "container.containerdistribution_collaborator", distribution);

        await AssertAsync(await PushBlobAsync("empty/refused", Images.Bytes("blob"), "empty-pusher"), 403, "DENIED");
        Assert.That(await Host.LatestAsync("empty/refused"), Is.Null);
        Assert.That(Host.CountLeftovers(), Is.Zero);

        await PushImageAsync("empty/refused", "latest", "by the administrator");
        await AssertAsync(await PushBlobAsync("empty/refused", Images.Bytes("blob"), "empty-pusher"), 201);
    }
}
