using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Tests.Support;

namespace Pulp.AspNetCore.Tests.Api;

internal sealed class ProtocolTests
{
    private ApiHost host = null!;

    private RestClient Admin => host.Admin;

    [OneTimeSetUp]
    public async Task Start() => host = await ApiHost.StartAsync(new NotesPlugin());

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [Test]
    public async Task A_missing_slash_is_mended_for_reading_only()
    {
        var get = await Admin.GetAsync("repositories/notes/notes?limit=1");
        Assert.That(get.Status, Is.EqualTo(HttpStatusCode.MovedPermanently));
        Assert.That(get.Headers["Location"], Is.EqualTo("/pulp/api/v3/repositories/notes/notes/?limit=1"));

        Assert.That((await Admin.PostAsync("repositories/notes/notes", new { name = "x" })).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Another_method_is_answered_with_those_that_are_allowed()
    {
        var answer = await Admin.SendAsync(HttpMethod.Put, "repositories/notes/notes/");
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(answer.Headers["Allow"], Is.EqualTo("GET, POST, HEAD, OPTIONS"));
        Assert.That((string?)answer.Json["detail"], Is.EqualTo("Method \"PUT\" not allowed."));
        Assert.That((await Admin.SendAsync(new HttpMethod("BREW"), "tasks/")).Status, Is.EqualTo(HttpStatusCode.MethodNotAllowed));

        var options = await Admin.SendAsync(HttpMethod.Options, "tasks/");
        Assert.That(options.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(options.Headers["Allow"], Is.EqualTo("GET, HEAD, OPTIONS"));
    }

    [TestCase("application/json", HttpStatusCode.OK)]
    [TestCase("application/json; indent=4, */*;q=0.1", HttpStatusCode.OK)]
    [TestCase("text/html,application/xhtml+xml,application/xml;q=0.9", HttpStatusCode.OK)]
    [TestCase("application/*", HttpStatusCode.OK)]
    [TestCase("Application/JSON", HttpStatusCode.OK)]
    [TestCase("", HttpStatusCode.OK)]
    [TestCase("application/xml", HttpStatusCode.NotAcceptable)]
    [TestCase("application/json-patch+json, image/*", HttpStatusCode.NotAcceptable)]
    [TestCase("nonsense", HttpStatusCode.NotAcceptable)]
    public async Task What_a_client_does_not_take_is_not_sent(string accept, HttpStatusCode expected)
    {
        foreach (var path in new[] { "/pulp/api/v3/status/", "/pulp/api/v3/docs/api.yaml" })
        {
            using var client = new HttpClient { BaseAddress = host.Url };
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Accept", accept);

            using var answer = await client.SendAsync(request);

            var isOfOneForm = path.EndsWith("yaml", StringComparison.Ordinal);
            Assert.That(answer.StatusCode, Is.EqualTo(isOfOneForm ? HttpStatusCode.OK : expected), path);
            if (answer.StatusCode == HttpStatusCode.NotAcceptable)
                Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("""{"detail":"Could not satisfy the request Accept header."}"""));
        }
    }

    [Test]
    public async Task Head_answers_like_get_without_a_body()
    {
        var get = await Admin.GetAsync("roles/");
        var head = await Admin.SendAsync(HttpMethod.Head, "roles/");

        Assert.That(head.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(head.Text, Is.Empty);
        Assert.That(head.Headers["Content-Length"], Is.EqualTo(get.Headers["Content-Length"]));
    }

    [TestCase("nonsense/")]
    [TestCase("repositories/notes/other/")]
    [TestCase("repositories/notes/notes/not-a-uuid/")]
    [TestCase("tasks/1/")]
    public async Task An_unknown_path_is_not_found(string path)
    {
        var answer = await Admin.GetAsync(path);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((string?)answer.Json["detail"], Is.EqualTo("Not found."));
    }

    [TestCase("Content-Type: application/json\r\n", "FFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n")]
    [TestCase("Content-Type: application/json\r\n", "8000000000000000\r\n{}\r\n0\r\n\r\n")]
    [TestCase("", "FFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n")]
    [TestCase("Content-Type: multipart/form-data; boundary=x\r\n", "FFFFFFFFFFFFFFFFF\r\n--x\r\n0\r\n\r\n")]
    [TestCase("Content-Type: application/x-www-form-urlencoded\r\n", "FFFFFFFFFFFFFFFFF\r\na=b\r\n0\r\n\r\n")]
    public async Task A_chunk_whose_size_cannot_be_held_is_refused(string type, string body)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var client = new TcpClient();
        await client.ConnectAsync(host.Url.Host, host.Url.Port, timeout.Token);
        await using var stream = client.GetStream();
        var request = $"POST {RestClient.Root}repositories/notes/notes/ HTTP/1.1\r\nHost: x\r\nAuthorization: {Admin.Http.DefaultRequestHeaders.Authorization}\r\n{type}Transfer-Encoding: chunked\r\n\r\n{body}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), timeout.Token);
        using var reader = new StreamReader(stream);

        Assert.That(await reader.ReadLineAsync(timeout.Token), Is.EqualTo("HTTP/1.1 400 Bad Request"));
    }

    [TestCase("HTTP/1.0\r\n")]
    [TestCase("HTTP/1.1\r\nHost:\r\nConnection: close\r\n")]
    public async Task Links_for_a_client_that_names_no_host_lead_to_the_address_it_came_to(string head)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var client = new TcpClient();
        await client.ConnectAsync(host.Url.Host, host.Url.Port, timeout.Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {RestClient.Root} {head}Authorization: {Admin.Http.DefaultRequestHeaders.Authorization}\r\n\r\n"), timeout.Token);
        using var reader = new StreamReader(stream);

        Assert.That(await reader.ReadToEndAsync(timeout.Token), Does.Contain($"\"{host.Url}pulp/api/v3/tasks/\""));
    }

    [TestCase("deadbeefdeadbeefdeadbeefdeadbeef")]
    [TestCase("DEADBEEF-dead-beef-dead-beefdeadbeef")]
    public async Task A_correlation_id_is_returned_and_kept_with_the_task(string given)
    {
        var answer = await Admin.SendAsync(HttpMethod.Post, "repair/", null, ("Correlation-ID", given));
        Assert.That(answer.Headers["Correlation-ID"], Is.EqualTo(given));
        var task = (await Admin.GetAsync((string)answer.Json["task"]!)).Json;
        Assert.That((string?)task["logging_cid"], Is.EqualTo(given));
    }

    [TestCase("deadbeefdeadbeefdeadbeefdeadxxxx")]
    [TestCase("my-request.1")]
    [TestCase("a b<script>\"c")]
    [TestCase(null)]
    public async Task A_correlation_id_that_is_none_is_replaced(string? given)
    {
        (string, string)[] headers = given is null ? [] : [("Correlation-ID", given)];
        var answer = await Admin.SendAsync(HttpMethod.Get, "livez/", null, headers);
        Assert.That(answer.Headers["Correlation-ID"], Does.Match("^[0-9a-f]{32}$").And.Not.EqualTo(given));
    }

    [Test]
    public async Task The_status_tells_of_versions_and_this_server()
    {
        var status = (await host.Anonymous.GetAsync("status/")).Json;

        Assert.That(status["versions"]!.AsArray().Select(version => (string?)version!["component"]), Is.EqualTo(new[] { "core", "certguard", "notes" }));
        Assert.That((bool)status["database_connection"]!["connected"]!, Is.True);
        Assert.That((long)status["storage"]!["total"]!, Is.Positive);
        Assert.That((string?)status["content_settings"]!["content_path_prefix"], Is.EqualTo("/pulp/content/"));
        var worker = status["online_workers"]![0]!;
        Assert.That((await Admin.GetAsync((string)worker["pulp_href"]!)).Json["name"]!.ToString(), Is.EqualTo((string?)worker["name"]));
        Assert.That((await Admin.GetAsync("workers/?online=true")).Json["count"]!.GetValue<int>(), Is.EqualTo(1));
        Assert.That((await Admin.GetAsync("workers/?missing=true")).Json["count"]!.GetValue<int>(), Is.Zero);
    }

    [Test]
    public async Task The_root_leads_to_every_collection()
    {
        var root = (await Admin.GetAsync("")).Json.AsObject();

        Assert.That(root["repositories/notes/notes"]!.ToString(), Is.EqualTo($"{host.Url}pulp/api/v3/repositories/notes/notes/"));
        foreach (var (name, url) in root)
            Assert.That((await Admin.GetAsync(new Uri((string)url!).AbsolutePath)).Status, Is.EqualTo(HttpStatusCode.OK), name);
    }

    [Test]
    public async Task Tasks_are_filtered_and_purged()
    {
        var remote = await Admin.CreateAsync("remotes/notes/notes/", new { name = "for tasks", url = "https://u.example/" });
        await Admin.CompletedAsync(await Admin.PatchAsync((string)remote["pulp_href"]!, new { depth = 5 }));

        foreach (var query in new[]
        {
            $"reserved_resources={remote["prn"]}", $"shared_resources={remote["pulp_href"]}", $"reserved_resources__in={remote["prn"]},{remote["pulp_href"]}", "state=completed&name__contains=update", "state__in=completed,failed&name=pulp.resources.update",
            "finished_at__gt=2001-01-01&name=pulp.resources.update", "worker__isnull=true&name=pulp.resources.update",
        })
            Assert.That((await Admin.GetAsync($"tasks/?{query}")).Json["count"]!.GetValue<int>(), Is.EqualTo(1), query);
        Assert.That((await Admin.GetAsync("tasks/?state=sleeping")).Error("state"), Does.StartWith("Select a valid choice."));
        Assert.That((await Admin.GetAsync($"tasks/?reserved_resources__in={remote["prn"]},x")).Json["count"]!.GetValue<int>(), Is.Zero);
        Assert.That((await Admin.GetAsync($"tasks/?exclusive_resources={remote["prn"]}")).Json["count"]!.GetValue<int>(), Is.Zero);

        var task = (string)(await Admin.ReadAsync("tasks/?limit=1"))["results"]![0]!["pulp_href"]!;
        Assert.That((await Admin.GetAsync(task + "profile_artifacts/")).Text, Is.EqualTo("""{"urls":{}}"""));
        Assert.That((await Admin.GetAsync($"tasks/{Guid.NewGuid()}/profile_artifacts/")).Status, Is.EqualTo(HttpStatusCode.NotFound));

        Assert.That((await Admin.PostAsync("tasks/purge/", new { states = new[] { "running" } })).Error("states"), Is.Not.Null);
        await Admin.CompletedAsync(await Admin.PostAsync("tasks/purge/", new { finished_before = "2100-01-01T00:00:00Z" }));
        Assert.That((await Admin.GetAsync("tasks/?name=pulp.resources.update")).Json["count"]!.GetValue<int>(), Is.Zero);
        Assert.That((await Admin.PatchAsync((string)(await Admin.GetAsync("tasks/")).Json["results"]![0]!["pulp_href"]!, new { state = "running" })).Error("state"), Does.Contain("not a valid choice"));
    }

    [Test]
    public async Task Schedules_and_the_domain_are_shown()
    {
        var schedules = (await Admin.GetAsync("task-schedules/")).Json["results"]!.AsArray();
        foreach (var schedule in schedules)
            Assert.That((await Admin.GetAsync((string)schedule!["pulp_href"]!)).Json["name"]!.ToString(), Is.EqualTo((string?)schedule["name"]));
        Assert.That((await Admin.GetAsync("domains/?name=default")).Json["results"]![0]!["name"]!.ToString(), Is.EqualTo("default"));
        Assert.That((await Admin.GetAsync("domains/?name=other")).Json["count"]!.GetValue<int>(), Is.Zero);
    }

    [Test]
    public void Every_route_states_its_permission()
    {
        var endpoints = host.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).ToList();

        Assert.That(endpoints, Is.Not.Empty);
        Assert.That(endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<EndpointPermission>() is null), Is.Empty);
    }
}
