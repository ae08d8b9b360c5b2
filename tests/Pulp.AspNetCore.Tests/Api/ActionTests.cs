using System.Net;
using System.Text.Json.Nodes;
using Pulp.AspNetCore.Tests.Support;

namespace Pulp.AspNetCore.Tests.Api;

internal sealed class ActionTests
{
    private const string Remotes = "remotes/notes/notes/";
    private ApiHost host = null!;
    private RestClient owner = null!;
    private string repository = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        host = await ApiHost.StartAsync(new NotesPlugin());
        owner = await host.UserAsync("owner", "notes.notesrepository_creator", "notes.notesremote_creator");
        repository = (string)(await owner.CreateAsync("repositories/notes/notes/", new { name = "acted on" }))["pulp_href"]!;
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        owner.Dispose();
        await host.DisposeAsync();
    }

    [Test]
    public async Task An_action_starts_a_task_for_its_caller()
    {
        var dictionary = await host.Admin.CreateAsync(Remotes, new { name = "dictionary", url = "http://words.example/" });

        var task = await host.Admin.CompletedAsync(await host.Admin.PostAsync(repository + "proofread/", new { language = "english", rounds = 2, dictionary = dictionary["pulp_href"] }));

        Assert.That((string?)task["name"], Is.EqualTo("notes.proofread"));
        Assert.That((string?)task["result"], Is.EqualTo("2 rounds of english with a dictionary"));
        Assert.That((await owner.CompletedAsync(await owner.PostAsync(repository + "proofread/", new { language = "german" })))["result"]!.ToString(), Is.EqualTo("1 rounds of german"));
    }

    [TestCase("""{}""", "language", "This field is required.")]
    [TestCase("""{"language": "english", "rounds": 6}""", "rounds", "Ensure this value is less than or equal to 5.")]
    [TestCase("""{"language": "english", "dictionary": "/pulp/api/v3/remotes/notes/notes/01a1f99c-7daa-7000-a656-e28867e24775/"}""", "dictionary", "Invalid hyperlink - Object does not exist.")]
    [TestCase("""{"language": "english", "color": "white"}""", "color", "Unexpected field")]
    [TestCase("""{"language": "klingon"}""", "language", "Nobody proofreads that.")]
    public async Task A_document_that_does_not_fit_is_refused_by_field(string body, string field, string message)
    {
        var answer = await owner.PostTextAsync(repository + "proofread/", body);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Text);
        Assert.That(answer.Error(field), Is.EqualTo(message));
    }

    [Test]
    public async Task An_action_on_the_collection_makes_a_resource_that_its_caller_owns()
    {
        var answer = await CardAsync("http://card.example/", "from card");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created), answer.Text);
        Assert.That(answer.Headers["Location"], Is.EqualTo(answer.Href));
        Assert.That((string?)answer.Json["url"], Is.EqualTo("http://card.example/"));
        Assert.That((string?)answer.Json["color"], Is.EqualTo("light_blue"));
        Assert.That((await owner.PatchAsync(answer.Href!, new { depth = 5 })).Status, Is.EqualTo(HttpStatusCode.Accepted));
    }

    [Test]
    public async Task What_an_action_makes_keeps_the_rules_of_its_type()
    {
        Assert.That((await CardAsync("no address", "bad url")).Error("url"), Does.StartWith("Enter a valid URL"));
        Assert.That((await CardAsync(new string('x', 1001), "too long")).Status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That((await owner.PostAsync(Remotes + "from_card/", new { name = "no file" })).Error("card"), Is.EqualTo("No file was submitted."));
    }

    [Test]
    public async Task An_action_answers_with_a_document()
    {
        var answer = await owner.GetAsync(repository + "summary/");

        Assert.That(answer.Text, Is.EqualTo("""{"name":"acted on","letters":8}"""));
        Assert.That((await owner.PostAsync(repository + "summary/")).Status, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    [Test]
    public async Task A_permission_of_its_own_belongs_to_the_owner_and_can_be_granted()
    {
        using var reader = await host.UserAsync("reader", "notes.notesrepository_viewer");
        Assert.That((await reader.PostAsync(repository + "proofread/", new { language = "english" })).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await reader.GetAsync(repository + "summary/")).Status, Is.EqualTo(HttpStatusCode.OK));

        await host.Admin.CreateAsync("roles/", new { name = "proofreader", permissions = new[] { "notes.proofread_notesrepository" } });
        Assert.That((await owner.PostAsync(repository + "add_role/", new { role = "proofreader", users = new[] { "reader" } })).Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That((await reader.PostAsync(repository + "proofread/", new { language = "english" })).Status, Is.EqualTo(HttpStatusCode.Accepted));
    }

    [Test]
    public async Task The_document_tells_of_actions()
    {
        var paths = (await host.Anonymous.GetAsync("docs/api.json")).Json["paths"]!;
        var proofread = paths["{notes_notes_repository_href}proofread/"]!["post"]!;
        var card = paths["/pulp/api/v3/remotes/notes/notes/from_card/"]!["post"]!;

        Assert.That((string?)proofread["operationId"], Is.EqualTo("repositories_notes_notes_proofread"));
        Assert.That(Name(proofread["requestBody"]!), Is.EqualTo("NotesProofreading"));
        Assert.That(Name(proofread["responses"]!["202"]!), Is.EqualTo("AsyncOperationResponse"));
        Assert.That((string?)card["operationId"], Is.EqualTo("remotes_notes_notes_from_card"));
        Assert.That(card["requestBody"]!["content"]!.AsObject().Select(content => content.Key), Does.Contain("multipart/form-data").And.Not.Contain("application/json"));
        Assert.That(Name(card["responses"]!["201"]!), Is.EqualTo("notes.NotesRemoteResponse"));
        Assert.That(Name(paths["{notes_notes_repository_href}summary/"]!["get"]!["responses"]!["200"]!), Is.EqualTo("NotesSummary"));
    }

    private static string? Name(JsonNode body) => ((string?)body["content"]!.AsObject().First().Value!["schema"]!["$ref"])?.Split('/')[^1];

    private async Task<RestAnswer> CardAsync(string card, string name)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(name), "name" },
            { new StringContent("light_blue"), "color" },
            { new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(card)), "card", "card.txt" },
        };
        return await owner.SendAsync(HttpMethod.Post, Remotes + "from_card/", form);
    }
}
