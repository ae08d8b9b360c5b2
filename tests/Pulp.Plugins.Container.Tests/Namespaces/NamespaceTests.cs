using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Access;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Plugins.Container.Tests.Namespaces;

[TestFixture]
public sealed class NamespaceTests : RegistryTest
{
    private const string Namespaces = "pulp/api/v3/pulp_container/namespaces/";
    private const string Distributions = "pulp/api/v3/distributions/container/container/";

    [Test]
    public async Task A_push_makes_the_namespace_that_its_distribution_shows()
    {
        await PushImageAsync("made/by/push", "1", "made", "layer");
        var made = await FindAsync("made");
        var distribution = (await Host.GetJsonAsync(Distributions + "?base_path=made/by/push")).GetProperty("results")[0];
        Assert.That(distribution.GetProperty("namespace").GetString(), Is.EqualTo(made.GetProperty("pulp_href").GetString()));
        Assert.That(distribution.GetProperty("registry_path").GetString(), Is.EqualTo($"{Host.Url.Authority}/made/by/push"));
        Assert.That(made.GetProperty("pulp_href").GetString(), Does.StartWith("/" + Namespaces));
        Assert.That(made.GetProperty("prn").GetString(), Does.StartWith("prn:container.containernamespace:"));
        await PushImageAsync("made/again", "1", "again", "layer");
        Assert.That((await Host.GetJsonAsync(Namespaces + "?name=made")).GetProperty("count").GetInt32(), Is.EqualTo(1));
        await PushImageAsync("bare", "1", "bare", "layer");
        Assert.That((await FindAsync("bare")).GetProperty("name").GetString(), Is.EqualTo("bare"));
    }

    [Test]
    public async Task A_distribution_made_by_REST_makes_its_namespace_and_one_that_moves_another()
    {
        var task = await SendTaskAsync(HttpMethod.Post, Distributions, new { name = "rest-made", base_path = "restns/app" });
        var distribution = (await Host.GetJsonAsync(Distributions + "?name=rest-made")).GetProperty("results")[0];
        Assert.That((task.State, distribution.GetProperty("namespace").GetString()), Is.EqualTo((TaskState.Completed, (await FindAsync("restns")).GetProperty("pulp_href").GetString())));
        await SendTaskAsync(HttpMethod.Patch, distribution.GetProperty("pulp_href").GetString()!, new { base_path = "movedns/app" });
        var moved = await Host.GetJsonAsync(distribution.GetProperty("pulp_href").GetString()!.TrimStart('/'));
        Assert.That(moved.GetProperty("namespace").GetString(), Is.EqualTo((await FindAsync("movedns")).GetProperty("pulp_href").GetString()));
        // What is only read is not taken from a client.
        await SendTaskAsync(HttpMethod.Post, Distributions, new { name = "x", base_path = "x/y", @namespace = moved.GetProperty("namespace").GetString() });
        var other = (await Host.GetJsonAsync(Distributions + "?name=x")).GetProperty("results")[0];
        Assert.That(other.GetProperty("namespace").GetString(), Is.EqualTo((await FindAsync("x")).GetProperty("pulp_href").GetString()));
        Assert.That((await Host.GetJsonAsync($"{Distributions}?namespace__name=x")).GetProperty("count").GetInt32(), Is.EqualTo(1));
        Assert.That((await Host.GetJsonAsync($"{Distributions}?namespace__name=none")).GetProperty("count").GetInt32(), Is.Zero);
        Assert.That((await Host.GetJsonAsync($"{Distributions}?namespace={other.GetProperty("namespace").GetString()}")).GetProperty("count").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_namespace_is_created_labelled_and_cannot_be_renamed()
    {
        using var created = await Host.SendAsync(HttpMethod.Post, Namespaces, JsonContent.Create(new { name = "by-hand", pulp_labels = new { team = "one" } }));
        await AssertAsync(created, 201);
        var href = JsonDocument.Parse(await created.Content.ReadAsStringAsync()).RootElement.GetProperty("pulp_href").GetString()!.TrimStart('/');
        using (var labelled = await Host.SendAsync(HttpMethod.Post, href + "set_label/", JsonContent.Create(new { key = "stage", value = "test" })))
            await AssertAsync(labelled, 201);
        Assert.That((await Host.GetJsonAsync(Namespaces + "?pulp_label_select=team=one,stage=test")).GetProperty("count").GetInt32(), Is.EqualTo(1));
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Patch })
        {
            using var renamed = await Host.SendAsync(method, href, JsonContent.Create(new { name = "other" }));
            await AssertAsync(renamed, 405);
        }

        foreach (var name in new[] { "", "Upper", "two/parts", "-x", "by-hand" })
        {
            using var refused = await Host.SendAsync(HttpMethod.Post, Namespaces, JsonContent.Create(new { name }));
            await AssertAsync(refused, 400);
        }
    }

    [Test]
    public async Task Deleting_a_namespace_deletes_all_below_it_and_nothing_else()
    {
        await PushImageAsync("doomed/one", "1", "one", "layer");
        await PushImageAsync("doomed/two/deep", "1", "two", "layer");
        await PushImageAsync("doomedtoo/three", "1", "three", "layer");
        var (kept, _) = await Host.CreateRepositoryAsync("doomed/by-hand");
        var shared = await Host.LatestAsync("doomed/one");
        await Host.CreateAsync(new ContainerDistribution { Name = "elsewhere", BasePath = "elsewhere/one", Repository = shared!.RepositoryId });
        var href = (await FindAsync("doomed")).GetProperty("pulp_href").GetString()!;

        var task = await SendTaskAsync(HttpMethod.Delete, href, null);
        Assert.That(task.State, Is.EqualTo(TaskState.Completed), task.Error?.Description);
        await AssertAsync(await Host.GetAsync(href.TrimStart('/'), "admin"), 404);
        foreach (var gone in new[] { "doomed/one", "doomed/two/deep", "doomed/by-hand" })
            await AssertAsync(await Host.GetAsync($"v2/{gone}/tags/list", "admin"), 404);
        await AssertAsync(await Host.GetAsync("v2/doomedtoo/three/manifests/1"), 200);
        await AssertAsync(await Host.GetAsync("v2/elsewhere/one/manifests/1"), 200);
        Assert.That(await Host.LatestAsync("doomed/two/deep"), Is.Null, "What a push made goes along.");
        Assert.That(await Host.LatestAsync("doomed/one"), Is.Not.Null, "What is served elsewhere stays.");
        Assert.That(await Host.Database.ReadAsync(session => session.Resources.GetAsync(kept.Id)), Is.Not.Null, "What was made by hand stays.");
        // The name is free again.
        await PushImageAsync("doomed/two/deep", "1", "again", "layer");
    }

    [Test]
    public async Task A_repository_made_by_push_goes_with_its_last_distribution_and_its_roles_with_it()
    {
        var user = await Host.CreateUserAsync("pusher");
        await Host.GrantAsync(user, "container.containernamespace_creator");
        await PushAsync("pusher", "goes/along");
        var (kept, keptDistribution) = await Host.CreateRepositoryAsync("stays/there");
        var repository = (await Host.LatestAsync("goes/along"))!.RepositoryId;
        foreach (var name in new[] { "goes/along", "stays/there" })
        {
            var href = (await Host.GetJsonAsync(Distributions + "?base_path=" + name)).GetProperty("results")[0].GetProperty("pulp_href").GetString()!;
            Assert.That((await SendTaskAsync(HttpMethod.Delete, href, null)).State, Is.EqualTo(TaskState.Completed));
        }

        Assert.That(await Host.Database.ReadAsync(session => session.Resources.GetAsync(repository)), Is.Null);
        Assert.That(await Host.Database.ReadAsync(session => session.Resources.GetAsync(kept.Id)), Is.Not.Null);
        var grants = await Host.Database.ReadAsync(session => session.Access.Grants.OfUserAsync(user.Id));
        Assert.That(grants.Select(grant => grant.RoleName), Is.EquivalentTo(new[] { "container.containernamespace_creator", "container.containernamespace_owner" }));
    }

    [Test]
    public async Task Who_may_create_namespaces_pushes_into_an_own_one_and_into_no_other()
    {
        var user = await Host.CreateUserAsync("founder");
        await Host.GrantAsync(user, "container.containernamespace_creator");
        await PushImageAsync("taken/app", "1", "taken", "layer");
        await AssertAsync(await PushBlobAsync("taken/new", Images.Bytes("blob"), "founder"), 403, "DENIED");
        await AssertAsync(await PushBlobAsync("taken/app", Images.Bytes("blob"), "founder"), 403, "DENIED");
        await PushAsync("founder", "founded/one");
        await PushAsync("founder", "founded/two");
        var founded = await IdOf("founded");
        var grants = await Host.Database.ReadAsync(session => session.Access.Grants.OnObjectAsync(founded.ToString()));
        Assert.That(grants.Select(grant => (grant.UserId, grant.RoleName)), Is.EqualTo(new[] { ((long?)user.Id, "container.containernamespace_owner") }));
    }

    [Test]
    public async Task Who_may_only_create_repositories_and_distributions_does_not_come_to_own_a_namespace()
    {
        var user = await Host.CreateUserAsync("maker");
        await Host.GrantAsync(user, "container.containerrepository_creator");
        await Host.GrantAsync(user, "container.containerdistribution_creator");
        await PushAsync("maker", "unowned/one");
        var unowned = await IdOf("unowned");
        var grants = await Host.Database.ReadAsync(session => session.Access.Grants.OnObjectAsync(unowned.ToString()));
        Assert.That(grants, Is.Empty);
    }

    [Test]
    public async Task Roles_on_a_namespace_govern_pulling_and_pushing_below_it()
    {
        var (consumer, collaborator) = (await Host.CreateUserAsync("ns-consumer"), await Host.CreateUserAsync("ns-collaborator"));
        await Host.CreateUserAsync("ns-stranger");
        await PushImageAsync("governed/secret", "1", "secret", "layer");
        var distribution = (await Host.GetJsonAsync(Distributions + "?base_path=governed/secret")).GetProperty("results")[0].GetProperty("pulp_href").GetString()!;
        await SendTaskAsync(HttpMethod.Patch, distribution, new { @private = true });
        var governor = await GetAsync("governed");
        await Host.GrantAsync(consumer, "container.containernamespace_consumer", governor);
        await Host.GrantAsync(collaborator, "container.containernamespace_collaborator", governor);

        foreach (var (user, pull, push, create) in new[] { ("ns-consumer", 200, 403, 403), ("ns-collaborator", 200, 201, 201), ("ns-stranger", 403, 403, 403), ("admin", 200, 201, 201) })
        {
            await AssertAsync(await Host.GetAsync("v2/governed/secret/manifests/1", user), pull);
            await AssertAsync(await PushBlobAsync("governed/secret", Images.Bytes($"by {user}"), user), push);
            await AssertAsync(await PushBlobAsync($"governed/new-{user}", Images.Bytes($"by {user}"), user), create);
            var catalog = (await Host.GetJsonAsync("v2/_catalog", user)).GetProperty("repositories").EnumerateArray().Select(name => name.GetString());
            Assert.That(catalog.Contains("governed/secret"), Is.EqualTo(pull == 200), user);
            Assert.That((await Host.GetJsonAsync(Distributions + "?base_path=governed/secret", user)).GetProperty("count").GetInt32(), Is.EqualTo(pull == 200 ? 1 : 0), user);
            await AssertAsync(await Host.GetAsync(distribution.TrimStart('/'), user), pull == 200 ? 200 : 404);
            Assert.That((await Host.GetJsonAsync("pulp/api/v3/repositories/container/container/?name=governed/secret", user)).GetProperty("count").GetInt32(), Is.EqualTo(pull == 200 ? 1 : 0), user);
        }

        await AssertAsync(await PushBlobAsync("ungoverned/new", Images.Bytes("x"), "ns-collaborator"), 403);
        Assert.That((await Host.GetJsonAsync(Namespaces, "ns-consumer")).GetProperty("count").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_collaborator_makes_distributions_by_REST_inside_the_namespace_only()
    {
        var user = await Host.CreateUserAsync("rest-collaborator");
        await Host.CreateUserAsync("rest-stranger");
        await PushImageAsync("inside/app", "1", "inside", "layer");
        await PushImageAsync("outside/app", "1", "outside", "layer");
        await Host.GrantAsync(user, "container.containernamespace_collaborator", await GetAsync("inside"));
        foreach (var (who, path, status) in new[] { ("rest-collaborator", "inside/made", 202), ("rest-collaborator", "outside/made", 403), ("rest-collaborator", "newns/made", 403), ("rest-stranger", "inside/other", 403) })
        {
            using var made = await Host.SendAsync(HttpMethod.Post, Distributions, JsonContent.Create(new { name = path, base_path = path }), who);
            await AssertAsync(made, status);
        }

        var mine = (await Host.GetJsonAsync(Distributions + "?base_path=inside/made", "rest-collaborator")).GetProperty("results")[0].GetProperty("pulp_href").GetString()!;
        using (var moved = await Host.SendAsync(HttpMethod.Patch, mine, JsonContent.Create(new { base_path = "outside/moved" }), "rest-collaborator"))
            await AssertAsync(moved, 403);
        using (var renamed = await Host.SendAsync(HttpMethod.Patch, mine, JsonContent.Create(new { base_path = "inside/moved" }), "rest-collaborator"))
            await AssertAsync(renamed, 202);
    }

    private async Task PushAsync(string user, string name)
    {
        var config = Images.Config(label: name);
        await AssertAsync(await PushBlobAsync(name, config, user), 201);
        await AssertAsync(await PutManifestAsync(name, "1", Images.Image(config, []), user: user), 201);
    }

    private async Task<JsonElement> FindAsync(string name) => (await Host.GetJsonAsync($"{Namespaces}?name={name}")).GetProperty("results").EnumerateArray().Single();

    private async Task<Guid> IdOf(string name) => Guid.Parse((await FindAsync(name)).GetProperty("pulp_href").GetString()!.TrimEnd('/').Split('/')[^1]);

    private async Task<ContainerNamespace> GetAsync(string name)
    {
        var id = await IdOf(name);
        return (ContainerNamespace)(await Host.Database.ReadAsync(session => session.Resources.GetAsync(id)))!;
    }

    private async Task<PulpTask> SendTaskAsync(HttpMethod method, string href, object? body)
    {
        using var answer = await Host.SendAsync(method, href, body is null ? null : JsonContent.Create(body));
        await AssertAsync(answer, 202);
        var task = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("task").GetString()!;
        return await Host.Services.GetRequiredService<TaskDispatcher>().WaitAsync(Guid.Parse(task.TrimEnd('/').Split('/')[^1]));
    }
}
