using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pulp.AspNetCore.Tests.Support;
using Pulp.Remotes;
using Pulp.Resources;
using Pulp.Testing.Samples;

namespace Pulp.AspNetCore.Tests.Api;

internal sealed class RemoteTests
{
    private const string Remotes = "remotes/sample/sample/";
    private ApiHost host = null!;

    private RestClient Admin => host.Admin;

    [SetUp]
    public async Task SetUp() => host = await ApiHost.StartAsync(new SamplePlugin(), new NotesPlugin());

    [TearDown]
    public async Task TearDown() => await host.DisposeAsync();

    [Test]
    public async Task A_new_remote_is_shown_in_Pulps_order_without_its_secrets()
    {
        var answer = await Admin.PostAsync(Remotes, new { name = "one", url = "https://upstream.example/", password = "geheim", pulp_labels = new { team = "a" } });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created), answer.Text);
        Assert.That(answer.Headers["Location"], Is.EqualTo(answer.Href));
        Assert.That(answer.Text, Does.Not.Contain("geheim"));
        Assert.That(answer.Json.AsObject().Select(field => field.Key), Is.EqualTo(new[]
        {
            "pulp_href", "prn", "pulp_created", "pulp_last_updated", "name", "url", "ca_cert", "client_cert", "tls_validation", "proxy_url", "pulp_labels",
            "download_concurrency", "max_retries", "policy", "total_timeout", "connect_timeout", "sock_connect_timeout", "sock_read_timeout", "headers", "rate_limit",
            "hidden_fields", "upstream_rate_limit", "tags", "priority", "since",
        }));
        Assert.That(answer.Json["hidden_fields"]!.AsArray().Single(field => (bool)field!["is_set"]!)!["name"]!.ToString(), Is.EqualTo("password"));
        Assert.That((string?)answer.Json["pulp_created"], Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$"));
        Assert.That((string?)answer.Json["prn"], Does.StartWith("prn:sample.sampleremote:"));
    }

    [Test]
    public async Task A_change_answers_with_a_completed_task_and_no_change_with_the_object()
    {
        var href = (string)(await Admin.CreateAsync(Remotes, new { name = "one", url = "https://upstream.example/", password = "geheim" }))["pulp_href"]!;

        var change = await Admin.PatchAsync(href, new { policy = "on_demand", rate_limit = 5 });
        Assert.That((string?)(await Admin.GetAsync((string)change.Json["task"]!)).Json["state"], Is.EqualTo("completed"));
        var read = (await Admin.GetAsync(href)).Json;
        Assert.That((string?)read["policy"], Is.EqualTo("on_demand"));
        Assert.That((int?)read["rate_limit"], Is.EqualTo(5));

        var same = await Admin.PatchAsync(href, new { policy = "on_demand", password = "geheim" });
        Assert.That(same.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(same.Href, Is.EqualTo(href));
    }

    [TestCase("immediate", true)]
    [TestCase("on_demand", true)]
    [TestCase("streamed", false)]
    public async Task A_remote_has_only_a_policy_that_its_type_accepts(string policy, bool isAccepted)
    {
        var created = await Admin.PostAsync("remotes/notes/notes/", new { name = policy, url = "https://upstream.example/", policy });

        Assert.That(created.Status, Is.EqualTo(isAccepted ? HttpStatusCode.Created : HttpStatusCode.BadRequest), created.Text);
        if (!isAccepted)
            Assert.That(created.Error("policy"), Is.EqualTo($"\"{policy}\" is not a valid choice. Valid choices: immediate, on_demand."));
        var schemas = (await host.Anonymous.GetAsync("docs/api.json")).Json["components"]!["schemas"]!;
        Assert.That(schemas["notes.NotesRemote"]!["properties"]!["policy"]!["enum"]!.AsArray().Select(choice => (string?)choice), Is.EqualTo(new[] { "immediate", "on_demand" }));
    }

    [Test]
    public void The_policy_of_a_remote_that_is_made_in_process_is_checked_too() => Assert.That(
        () => host.Services.GetRequiredService<PulpInstance>().CreateAsync(new NotesRemote { Name = "streamed", Url = "https://upstream.example/", Policy = DownloadPolicy.Streamed }),
        Throws.InstanceOf<InvalidResourceException>().With.Message.Contains("immediate, on_demand"));
}
