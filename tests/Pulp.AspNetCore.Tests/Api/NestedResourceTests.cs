using System.Net;
using Pulp.AspNetCore.Tests.Support;

namespace Pulp.AspNetCore.Tests.Api;

internal sealed class NestedResourceTests
{
    private ApiHost host = null!;
    private string rules = null!;

    [SetUp]
    public async Task Start()
    {
        host = await ApiHost.StartAsync(new NotesPlugin());
        rules = (string)(await host.Admin.CreateAsync("repositories/notes/notes/", new { name = "one" }))["pulp_href"]! + "rules/";
    }

    [TearDown]
    public async Task Stop() => await host.DisposeAsync();

    [Test]
    public async Task An_object_that_belongs_to_a_resource_lies_below_it()
    {
        var created = await host.Admin.PostAsync(rules, new { text = "no shouting" });

        Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Created), created.Text);
        Assert.That(created.Href, Does.StartWith(rules));
        Assert.That(created.Headers["Location"], Is.EqualTo(created.Href));
        Assert.That((string?)created.Json["author"], Does.StartWith("prn:auth.user:"));
        Assert.That((int?)(await host.Admin.GetAsync(rules)).Json["count"], Is.EqualTo(1));
        Assert.That((string?)(await host.Admin.GetAsync(created.Href!)).Json["text"], Is.EqualTo("no shouting"));
        Assert.That((await host.Admin.GetAsync("pulp_notes/rules/")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task The_path_names_the_resource_and_the_body_does_not()
    {
        var other = (string)(await host.Admin.CreateAsync("repositories/notes/notes/", new { name = "other" }))["pulp_href"]!;

        var created = await host.Admin.PostAsync(rules, new { text = "quiet", repository = other });

        Assert.That((string?)created.Json["repository"] + "rules/", Is.EqualTo(rules));
    }

    [Test]
    public async Task No_roles_are_given_on_it()
    {
        var created = await host.Admin.PostAsync(rules, new { text = "quiet" });
        using var reader = await host.UserAsync("reader");
        var id = (int)(await host.Admin.GetAsync("users/?username=reader")).Json["results"]![0]!["id"]!;

        var answer = await host.Admin.PostAsync($"users/{id}/roles/", new { role = "notes.notesrule_viewer", content_object = created.Href });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Text);
    }

    [Test]
    public async Task The_document_names_its_operations_as_clients_know_them()
    {
        var text = (await host.Admin.GetAsync("docs/api.json")).Text;

        Assert.That(text, Does.Contain("repositories_notes_notes_rules_list").And.Contains("{notes_notes_repository_href}rules/").And.Contains("notes_notes_notes_rule_href"));
    }
}
