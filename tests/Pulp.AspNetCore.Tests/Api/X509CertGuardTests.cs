using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Pulp.AspNetCore.Tests.Support;
using Pulp.Testing.Certificates;

namespace Pulp.AspNetCore.Tests.Api;

/// <summary>The guard that is a plugin of its own in Pulp and here part of the core.</summary>
internal sealed class X509CertGuardTests
{
    private const string Guards = "contentguards/certguard/x509/";
    private ApiHost host = null!;
    private TestAuthority root = null!;

    private RestClient Admin => host.Admin;

    [SetUp]
    public async Task Start()
    {
        root = TestAuthority.CreateRoot();
        host = await ApiHost.StartAsync(new NotesPlugin());
    }

    [TearDown]
    public async Task Stop()
    {
        root.Dispose();
        await host.DisposeAsync();
    }

    [Test]
    public async Task A_guard_is_created_shown_changed_and_deleted_as_in_Pulp()
    {
        var created = await Admin.PostAsync(Guards, new { name = "one", ca_certificate = root.Pem + "\n" });

        Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Created), created.Text);
        var href = created.Href!;
        Assert.That(href, Does.StartWith("/pulp/api/v3/contentguards/certguard/x509/"));
        Assert.That((string?)created.Json["prn"], Does.StartWith("prn:certguard.x509certguard:"));
        var fields = created.Json.AsObject().Select(field => field.Key);
        Assert.That(fields, Is.EqualTo(new[] { "pulp_href", "prn", "pulp_created", "pulp_last_updated", "name", "description", "ca_certificate" }));
        Assert.That((string?)(await Admin.ReadAsync(href))["ca_certificate"], Is.EqualTo(root.Pem));

        var described = await Admin.PatchAsync(href, new { description = "why" });
        Assert.That((described.Status, (string?)described.Json["description"], (string?)described.Json["ca_certificate"]), Is.EqualTo((HttpStatusCode.OK, "why", root.Pem)));
        var replaced = await Admin.PutAsync(href, new { name = "two", ca_certificate = root.Pem });
        Assert.That((replaced.Status, (string?)replaced.Json["name"]), Is.EqualTo((HttpStatusCode.OK, "two")), replaced.Text);

        Assert.That((await Admin.DeleteAsync(href)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await Admin.GetAsync(href)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("?name=one", ExpectedResult = 1)]
    [TestCase("?name__in=one,two", ExpectedResult = 2)]
    [TestCase("?name__startswith=t", ExpectedResult = 1)]
    [TestCase("?name=three", ExpectedResult = 0)]
    public async Task<int> Guards_are_found_among_their_kind_and_among_all(string query)
    {
        foreach (var name in new[] { "one", "two" })
            await Admin.CreateAsync(Guards, new { name, ca_certificate = root.Pem });
        await Admin.CreateAsync("contentguards/core/header/", new { name = "header", header_name = "X", header_value = "1" });

        var among = (int)(await Admin.ReadAsync(Guards + query))["count"]!;
        Assert.That((int?)(await Admin.ReadAsync("contentguards/" + query))["count"], Is.EqualTo(among));
        return among;
    }

    [Test]
    public async Task Clients_that_look_for_the_plugin_find_it()
    {
        var status = await host.Anonymous.ReadAsync("status/");

        var plugin = status["versions"]!.AsArray().Single(component => (string?)component!["component"] == "certguard")!;
        Assert.That((string?)plugin["version"], Is.EqualTo((string?)status["versions"]!.AsArray().Single(component => (string?)component!["component"] == "core")!["version"]));
    }

    [Test]
    public async Task What_nobody_could_be_let_in_by_is_refused_at_its_field()
    {
        using var intermediate = root.CreateIntermediate();
        using var client = root.Issue();
        using var key = client.GetECDsaPrivateKey()!;
        var secret = key.ExportPkcs8PrivateKeyPem();

        foreach (var (text, word) in new[]
        {
            ("", "blank"), ("garbage", "no certificate"), (root.Pem[..100], "broken"), (intermediate.Pem, "root"), (client.ExportCertificatePem(), "root"), ($"{root.Pem}\n{secret}", "private key"),
            (new string('x', (512 * 1024) + 1), "characters"),
        })
        {
            var answer = await Admin.PostAsync(Guards, new { name = "bad", ca_certificate = text });
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Text);
            Assert.That(answer.Error("ca_certificate"), Does.Contain(word), answer.Text);
            Assert.That(answer.Text, Does.Not.Contain(secret.Split('\n')[1]));
            Assert.That(answer.Text, Has.Length.LessThan(1000));
        }

        foreach (var text in new JsonNode?[] { null, 1, new JsonArray(root.Pem) })
            Assert.That((await Admin.PostAsync(Guards, new JsonObject { ["name"] = "bad", ["ca_certificate"] = text?.DeepClone() })).Error("ca_certificate"), Is.Not.Null);
        Assert.That((await Admin.PostAsync(Guards, new { name = "bad" })).Error("ca_certificate"), Is.EqualTo("This field is required."));
        Assert.That((int?)(await Admin.ReadAsync("contentguards/"))["count"], Is.Zero);
    }

    [Test]
    public async Task A_change_that_is_refused_changes_nothing()
    {
        var href = (string)(await Admin.CreateAsync(Guards, new { name = "one", ca_certificate = root.Pem }))["pulp_href"]!;

        var answer = await Admin.PatchAsync(href, new { ca_certificate = "garbage" });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Text);
        Assert.That(answer.Error("ca_certificate"), Is.Not.Null, answer.Text);
        Assert.That((string?)(await Admin.ReadAsync(href))["ca_certificate"], Is.EqualTo(root.Pem));
    }

    [Test]
    public async Task Roles_decide_who_makes_sees_and_changes_guards()
    {
        using var creator = await host.UserAsync("creator", "certguard.x509certguard_creator");
        using var viewer = await host.UserAsync("viewer", "certguard.x509certguard_viewer");
        using var nobody = await host.UserAsync("nobody");
        var body = new { name = "one", ca_certificate = root.Pem };

        Assert.That((await nobody.PostAsync(Guards, body)).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await host.Anonymous.PostAsync(Guards, body)).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        var created = await creator.PostAsync(Guards, body);

        Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Created), created.Text);
        Assert.That((await viewer.GetAsync(created.Href!)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await nobody.GetAsync(created.Href!)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await viewer.PatchAsync(created.Href!, new { description = "x" })).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await creator.PatchAsync(created.Href!, new { description = "x" })).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await creator.DeleteAsync(created.Href!)).Status, Is.EqualTo(HttpStatusCode.NoContent));
    }
}
