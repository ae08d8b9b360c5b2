using System.Net;
using System.Text.Json.Nodes;
using Pulp.AspNetCore.Tests.Support;
using Pulp.Plugins.Python;

namespace Pulp.AspNetCore.Tests.Api;

internal sealed class OpenApiTests
{
    // What Pulp has and this server does not.
    private static readonly string[] Absent =
    [
        "domains_create", "domains_update", "domains_partial_update", "domains_delete", "domains_set_label", "domains_unset_label", "domains_migrate",
        "task_schedules_add_role", "task_schedules_list_roles", "task_schedules_my_permissions", "task_schedules_remove_role",
    ];

    private ApiHost host = null!;
    private JsonNode document = null!;
    private JsonNode surface = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        host = await ApiHost.StartAsync(new PythonPlugin());
        document = (await host.Anonymous.GetAsync("docs/api.json")).Json;
        await using var stream = typeof(OpenApiTests).Assembly.GetManifestResourceStream("pulp-surface.json")!;
        surface = (await JsonNode.ParseAsync(stream))!;
    }

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [Test]
    public void Every_operation_of_Pulp_is_there_under_its_name_and_path()
    {
        var ours = Operations().ToDictionary(operation => operation.Id, operation => $"{operation.Method} {operation.Path}");
        var wrong = new List<string>();
        foreach (var theirs in surface["operations"]!.AsArray().Where(theirs => !Absent.Contains((string?)theirs!["operationId"])))
        {
            var expected = $"{theirs!["method"]} {theirs["path"]}";
            if (!ours.TryGetValue((string)theirs["operationId"]!, out var actual) || actual != expected)
                wrong.Add($"{theirs["operationId"]}: {expected} != {actual}");
        }

        Assert.That(wrong, Is.Empty, string.Join('\n', wrong));
    }

    [Test]
    public void What_is_listed_as_absent_is_absent() =>
        Assert.That(Operations().Select(operation => operation.Id).Intersect(Absent), Is.Empty);

    [Test]
    public void Every_query_parameter_and_tag_of_Pulp_is_there()
    {
        var ours = Operations().ToDictionary(operation => operation.Id, operation => operation.Node);
        var wrong = new List<string>();
        foreach (var theirs in Shared())
        {
            var operation = ours[(string)theirs["operationId"]!];
            var parameters = operation["parameters"]?.AsArray().Where(parameter => (string?)parameter!["in"] == "query").Select(parameter => (string)parameter!["name"]!).ToHashSet() ?? [];
            wrong.AddRange(theirs["query"]!.AsArray().Select(name => (string)name!).Where(name => !parameters.Contains(name)).Select(name => $"{theirs["operationId"]}?{name}"));
            if ((string?)theirs["tags"]![0] != (string?)operation["tags"]![0])
                wrong.Add($"{theirs["operationId"]}: tag {theirs["tags"]![0]} != {operation["tags"]![0]}");
        }

        Assert.That(wrong, Is.Empty, string.Join('\n', wrong));
    }

    [Test]
    public void Every_body_and_answer_has_Pulps_name_and_at_least_its_fields()
    {
        var ours = Operations().ToDictionary(operation => operation.Id, operation => operation.Node);
        var schemas = document["components"]!["schemas"]!;
        var wrong = new List<string>();
        foreach (var theirs in Shared())
        {
            var operation = ours[(string)theirs["operationId"]!];
            // Pulp's document names the wrong body here; its server takes the right one.
            if ((string?)theirs["operationId"] is not "uploads_add_role" and not "uploads_remove_role")
                Compare(theirs, "body", (string?)theirs["body"], NameOf(operation["requestBody"]?["content"]?.AsObject().First().Value));
            foreach (var (status, name) in theirs["responses"]!.AsObject().Where(response => response.Key is not "200" || response.Value is not null))
            {
                if (operation["responses"]![status] is { } answer)
                    Compare(theirs, status, (string?)name, NameOf(answer["content"]?.AsObject().First().Value));
                else if (!((string)theirs["operationId"]!).EndsWith("_label", StringComparison.Ordinal))
                    wrong.Add($"{theirs["operationId"]}: no answer {status}");
            }
        }

        Assert.That(wrong.Distinct(), Is.Empty, string.Join('\n', wrong.Distinct()));

        void Compare(JsonNode theirs, string what, string? expected, string? actual)
        {
            if (expected != actual)
                wrong.Add($"{theirs["operationId"]} {what}: {expected} != {actual}");
            else if (expected is not null && surface["schemas"]![expected] is JsonArray fields)
                wrong.AddRange(fields.Select(field => (string)field!).Where(field => schemas[expected]!["properties"]?[field] is null).Select(field => $"{expected}.{field}"));
        }
    }

    [Test]
    public void Names_are_unique_and_every_reference_has_its_target()
    {
        Assert.That(Operations().Select(operation => operation.Id), Is.Unique);
        var schemas = document["components"]!["schemas"]!.AsObject();
        var references = System.Text.RegularExpressions.Regex.Matches(document.ToJsonString(), "#/components/schemas/([^\"]+)", System.Text.RegularExpressions.RegexOptions.NonBacktracking).Select(match => match.Groups[1].Value).Distinct();
        Assert.That(references.Where(name => !schemas.ContainsKey(name)), Is.Empty);
        Assert.That((string?)document["openapi"], Does.StartWith("3.1"));
        Assert.That((string?)document["info"]!["x-pulp-app-versions"]!["core"], Is.EqualTo("3.85.0"));
        Assert.That((string?)document["info"]!["x-pulp-app-versions"]!["python"], Is.EqualTo("3.30.2"));
    }

    [Test]
    public void Schemas_tell_required_read_only_and_null_apart()
    {
        var remote = document["components"]!["schemas"]!["python.PythonRemote"]!;
        Assert.That(remote["required"]!.AsArray().Select(name => (string?)name), Is.EquivalentTo(new[] { "name", "url" }));
        Assert.That((bool)remote["properties"]!["password"]!["writeOnly"]!, Is.True);
        Assert.That(remote["properties"]!["rate_limit"]!["type"]!.AsArray().Select(type => (string?)type), Is.EquivalentTo(new[] { "integer", "null" }));
        Assert.That((string?)remote["properties"]!["policy"]!["default"], Is.EqualTo("on_demand"));
        Assert.That(remote["properties"]!["pulp_href"], Is.Null);

        var response = document["components"]!["schemas"]!["python.PythonRemoteResponse"]!;
        Assert.That((bool)response["properties"]!["pulp_href"]!["readOnly"]!, Is.True);
        Assert.That(response["properties"]!["password"], Is.Null);
        Assert.That(document["components"]!["schemas"]!["Patchedpython.PythonRemote"]!["required"], Is.Null);
        Assert.That(document["components"]!["schemas"]!["python.PythonRepository"]!["properties"]!["retain_repo_versions"]!["minimum"]!.GetValueKind(), Is.EqualTo(System.Text.Json.JsonValueKind.Number));
    }

    [Test]
    public void Operations_tell_what_clients_need_to_call_them()
    {
        var operations = Operations().ToDictionary(operation => operation.Id, operation => operation.Node);

        Assert.That((bool?)operations["repositories_python_python_sync"]["requestBody"]!["required"], Is.Not.True);
        Assert.That((bool?)operations["repositories_python_python_create"]["requestBody"]!["required"], Is.True);
        Assert.That(operations["uploads_update"]["parameters"]!.AsArray().Single(parameter => (string?)parameter!["in"] == "header")!["name"]!.ToString(), Is.EqualTo("Content-Range"));
        Assert.That(operations["remotes_python_python_partial_update"]["responses"]!.AsObject().Select(answer => answer.Key), Is.EqualTo(new[] { "200", "202" }));
        Assert.That(operations["tasks_list"]["security"]!.ToJsonString(), Is.EqualTo("""[{"basicAuth":[]}]"""));
        Assert.That(operations["status_read"]["security"]?.AsArray() ?? [], Is.Empty);
        Assert.That((bool)operations["tasks_list"]["parameters"]!.AsArray().Single(parameter => (string?)parameter!["name"] == "state__in")!["explode"]!, Is.False);
    }

    [Test]
    public async Task The_document_can_be_plain_limited_and_yaml()
    {
        var plain = (await host.Anonymous.GetAsync("docs/api.json?pk_path=1")).Json;
        Assert.That(plain["paths"]!.AsObject().Select(path => path.Key), Has.Some.EqualTo("/pulp/api/v3/repositories/python/python/{pulp_id}/versions/{number}/"));
        var python = (await host.Anonymous.GetAsync("docs/api.json?component=python")).Json;
        Assert.That(python["paths"]!.AsObject().Select(path => path.Key), Has.None.EqualTo("/pulp/api/v3/tasks/"));
        var yaml = await host.Anonymous.GetAsync("docs/api.yaml");
        Assert.That(yaml.Text, Does.StartWith("openapi:"));
        Assert.That(yaml.Headers["Content-Type"], Is.EqualTo("application/yaml"));
        Assert.That((await host.Anonymous.GetAsync("docs/")).Text, Does.Contain("repositories_python_python_sync"));
    }

    private IEnumerable<JsonNode> Shared() => surface["operations"]!.AsArray().Where(theirs => !Absent.Contains((string?)theirs!["operationId"])).Select(theirs => theirs!);

    private IEnumerable<(string Id, string Method, string Path, JsonNode Node)> Operations() =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select ((string)operation.Value!["operationId"]!, operation.Key.ToUpperInvariant(), path.Key, operation.Value);

    private static string? NameOf(JsonNode? media) => ((string?)media?["schema"]?["$ref"])?.Split('/')[^1];
}
