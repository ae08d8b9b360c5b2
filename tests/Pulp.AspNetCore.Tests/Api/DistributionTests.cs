using System.Net;
using System.Text.Json.Nodes;
using Pulp.AspNetCore.Tests.Support;

namespace Pulp.AspNetCore.Tests.Api;

internal sealed class DistributionTests
{
    private const string Distributions = "distributions/notes/notes/";
    private const string Publications = "publications/notes/notes/";
    private ApiHost host = null!;
    private int counter;

    private RestClient Admin => host.Admin;

    [OneTimeSetUp]
    public async Task Start() => host = await ApiHost.StartAsync(new NotesPlugin());

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [Test]
    public async Task A_distribution_is_created_by_a_task()
    {
        var repository = await NewRepositoryAsync();
        var answer = await Admin.PostAsync(Distributions, new { name = "first", base_path = "team/first", repository = repository["pulp_href"] });
        var task = await Admin.CompletedAsync(answer);

        Assert.That(task["created_resource_prns"]!.AsArray().Select(prn => (string?)prn), Has.One.StartsWith("prn:notes.notesdistribution:"));
        var shown = (await Admin.GetAsync((string)task["created_resources"]![0]!)).Json;
        Assert.That(shown.AsObject().Select(field => field.Key).Take(14), Is.EqualTo(new[]
        {
            "pulp_href", "prn", "pulp_created", "pulp_last_updated", "base_path", "base_url", "content_guard", "content_guard_prn", "no_content_change_since",
            "hidden", "pulp_labels", "name", "repository", "repository_version",
        }));
        Assert.That((string?)shown["base_url"], Is.EqualTo($"{host.Url}notes/team/first/"));
        Assert.That((string?)shown["repository"], Is.EqualTo((string?)repository["pulp_href"]));
        Assert.That(shown["no_content_change_since"], Is.Null);
    }

    [TestCase("""{"name":"x","base_path":"/x"}""", "base_path")]
    [TestCase("""{"name":"x","base_path":"x/"}""", "base_path")]
    [TestCase("""{"name":"x","base_path":"a//b"}""", "base_path")]
    [TestCase("""{"name":"x","base_path":"a/../b"}""", "base_path")]
    [TestCase("""{"name":"x","base_path":"taken"}""", "base_path")]
    [TestCase("""{"name":"x","base_path":"taken/below"}""", "base_path")]
    [TestCase("""{"name":"taken","base_path":"x"}""", "name")]
    [TestCase("""{"name":"x","base_path":"x","repository":"prn:notes.notesremote:00000000-0000-7000-8000-000000000000"}""", "repository")]
    [TestCase("""{"name":"x","base_path":"x","content_guard":"/pulp/api/v3/repositories/notes/notes/00000000-0000-7000-8000-000000000000/"}""", "content_guard")]
    public async Task What_does_not_fit_is_refused_before_a_task_begins(string body, string field)
    {
        if ((await Admin.GetAsync($"{Distributions}?name=taken")).Json["count"]!.GetValue<int>() == 0)
            await Admin.CreateAsync(Distributions, new { name = "taken", base_path = "taken" });
        var answer = await Admin.PostTextAsync(Distributions, body);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Text);
        Assert.That(answer.Error(field), Is.Not.Null, answer.Text);
    }

    [Test]
    public async Task Only_one_source_is_served()
    {
        var repository = await NewRepositoryAsync();
        var both = await Admin.PostAsync(Distributions, new { name = "both", base_path = "both", repository = repository["prn"], repository_version = repository["latest_version_href"] });
        Assert.That(both.Error("non_field_errors"), Does.StartWith("Only one of the attributes"));

        var pinned = await Admin.CreateAsync(Distributions, new { name = "pinned", base_path = "pinned", repository_version = repository["latest_version_href"] });
        Assert.That((string?)pinned["repository_version"], Is.EqualTo((string?)repository["latest_version_href"]));
        Assert.That((string?)pinned["no_content_change_since"], Is.EqualTo((string?)pinned["pulp_last_updated"]));
    }

    [Test]
    public async Task A_publication_is_made_of_a_repository_or_a_version()
    {
        var repository = await NewRepositoryAsync();
        Assert.That((await Admin.PostAsync(Publications, new { })).Error("non_field_errors"), Does.StartWith("Either the 'repository' or"));
        Assert.That((await Admin.PostAsync(Publications, new { repository = repository["prn"], repository_version = repository["latest_version_href"] })).Error("non_field_errors"), Does.StartWith("Either"));
        Assert.That((await Admin.PostAsync(Publications, new { repository_version = repository["latest_version_href"], checkpoint = true })).Error("checkpoint"), Is.Not.Null);

        var publication = await Admin.CreateAsync(Publications, new { repository = repository["prn"] });
        Assert.That((string?)publication["repository_version"], Is.EqualTo((string?)repository["latest_version_href"]));
        Assert.That((string?)publication["repository"], Is.EqualTo((string?)repository["pulp_href"]));
        Assert.That(publication["distributions"]!.AsArray(), Is.Empty);

        var distribution = await Admin.CreateAsync(Distributions, new { name = "published", base_path = "published", publication = publication["prn"] });
        publication = (await Admin.GetAsync((string)publication["pulp_href"]!)).Json;
        Assert.That((string?)publication["distributions"]![0], Is.EqualTo((string?)distribution["pulp_href"]));
        foreach (var query in new[] { $"repository={repository["prn"]}", $"repository_version={repository["latest_version_href"]}", $"repository_version={repository["prn"]}" })
            Assert.That((await Admin.GetAsync($"{Publications}?{query}")).Json["count"]!.GetValue<int>(), Is.EqualTo(1), query);
        Assert.That((await Admin.GetAsync($"publications/?pulp_created__gt=2100-01-01")).Json["count"]!.GetValue<int>(), Is.Zero);

        Assert.That((await Admin.DeleteAsync((string)publication["pulp_href"]!)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await Admin.GetAsync((string)distribution["pulp_href"]!)).Json["publication"], Is.Null);
    }

    [Test]
    public async Task Distributions_are_found_by_base_path_and_repository()
    {
        var repository = await NewRepositoryAsync();
        var distribution = await Admin.CreateAsync(Distributions, new { name = "to be found", base_path = "find/Me", repository = repository["prn"] });

        foreach (var query in new[] { "base_path=find/Me", "base_path__icontains=ME", "base_path__in=find/Me,other", $"repository={repository["pulp_href"]}", $"repository__in={repository["prn"]}", "q=name='to be found'" })
            Assert.That((await Admin.GetAsync($"{Distributions}?{query}")).Json["results"]![0]!["prn"]!.ToString(), Is.EqualTo((string?)distribution["prn"]), query);
        Assert.That((await Admin.GetAsync($"distributions/?repository={repository["pulp_href"]}")).Json["count"]!.GetValue<int>(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_plugins_own_kind_of_object_has_the_same_API()
    {
        var repository = await NewRepositoryAsync();
        var notebook = await Admin.CreateAsync("pulp_notes/notebooks/", new { owner = "ann", home = repository["prn"], pulp_labels = new { a = "b" } });
        var href = (string)notebook["pulp_href"]!;

        Assert.That((string?)notebook["home"], Is.EqualTo((string?)repository["pulp_href"]));
        Assert.That((await Admin.PostAsync("pulp_notes/notebooks/", new { owner = "ann" })).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await Admin.GetAsync($"pulp_notes/notebooks/?owner=ann&home={repository["prn"]}")).Json["count"]!.GetValue<int>(), Is.EqualTo(1));
        await Admin.CompletedAsync(await Admin.PatchAsync(href, new { owner = "bob" }));
        await Admin.CompletedAsync(await Admin.DeleteAsync(href));
        Assert.That((string?)(await Admin.GetAsync(href)).Json["detail"], Is.EqualTo("No Notebook matches the given query."));
    }

    private Task<JsonNode> NewRepositoryAsync() => Admin.CreateAsync("repositories/notes/notes/", new { name = $"repository {++counter}" });
}
