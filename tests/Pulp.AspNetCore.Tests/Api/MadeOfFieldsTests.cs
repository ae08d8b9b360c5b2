using System.Net;
using Pulp.AspNetCore.Tests.Support;

namespace Pulp.AspNetCore.Tests.Api;

/// <summary>Creates content that has no file.</summary>
internal sealed class MadeOfFieldsTests
{
    private const string Stamps = "content/notes/stamps/";
    private ApiHost host = null!;

    [OneTimeSetUp]
    public async Task Start() => host = await ApiHost.StartAsync(new NotesPlugin());

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [Test]
    public async Task A_unit_without_a_file_is_made_of_what_the_request_says()
    {
        var made = await host.Admin.PostAsync(Stamps, new { text = "red blue" });

        Assert.That(made.Status, Is.EqualTo(HttpStatusCode.Created), made.Text);
        Assert.That(made.Json.AsObject().Select(field => field.Key), Is.EqualTo(new[]
        {
            "pulp_href", "prn", "pulp_created", "pulp_last_updated", "pulp_labels", "vuln_report", "text", "inks",
        }));
        Assert.That(made.Json["inks"]!.ToJsonString(), Is.EqualTo("""[{"ink":"red"},{"ink":"blue"}]"""));
        Assert.That((int?)(await host.Admin.GetAsync(Stamps + "?inks=blue,red")).Json["count"], Is.EqualTo(1));
        Assert.That((int?)(await host.Admin.GetAsync(Stamps + "?inks=blue,green")).Json["count"], Is.Zero);
    }

    [TestCase("{}", "text")]
    [TestCase("""{"text":""}""", "text")]
    [TestCase("""{"text":"a","artifact":"/pulp/api/v3/artifacts/01a1f99c-7daa-7000-a656-e28867e24775/"}""", "artifact")]
    [TestCase("""{"text":"a","file_url":"https://example.com/a"}""", "file_url")]
    public async Task It_takes_no_file_and_needs_its_fields(string body, string field)
    {
        var refused = await host.Admin.PostTextAsync(Stamps, body);
        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.BadRequest), refused.Text);
        Assert.That(refused.Json[field], Is.Not.Null, refused.Text);
    }
}
