using System.Net;
using System.Text.Json.Nodes;
using Pulp.AspNetCore.Tests.Support;
using static Pulp.AspNetCore.Tests.Support.PulpTransfers;

namespace Pulp.AspNetCore.Tests.Api;

/// <summary>Bundles of another Pulp are taken on.</summary>
internal sealed class PulpImporterTests
{
    private ApiHost host = null!;
    private int counter;

    private RestClient Admin => host.Admin;

    [OneTimeSetUp]
    public async Task Start() => host = await ApiHost.StartAsync(new NotesPlugin());

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [Test]
    public async Task An_importer_has_the_fields_that_clients_know_and_changes_at_once()
    {
        var importer = await NewAsync();
        var href = (string)importer["pulp_href"]!;
        Assert.That(importer.AsObject().Select(field => field.Key), Is.EqualTo(new[] { "pulp_href", "prn", "pulp_created", "pulp_last_updated", "name", "repo_mapping" }));
        Assert.That((string?)importer["prn"], Does.StartWith("prn:core.pulpimporter:"));
        Assert.That(importer["repo_mapping"]!.ToJsonString(), Is.EqualTo("{}"));
        await NewRepositoryAsync(Admin, "target");

        var changed = await Admin.PatchAsync(href, new { repo_mapping = new { source = "target" } });
        Assert.That((changed.Status, changed.Json["repo_mapping"]!.ToJsonString()), Is.EqualTo((HttpStatusCode.OK, """{"source":"target"}""")));
        Assert.That((await Admin.PatchAsync(href, new { repo_mapping = new { source = "nowhere" } })).Error("repo_mapping"), Does.Contain("'nowhere'"));
        Assert.That((await Admin.PostAsync(Importers, new { name = "bad", repo_mapping = new { source = "nowhere" } })).Error("repo_mapping"), Does.Contain("'nowhere'"));
        Assert.That((await Admin.DeleteAsync(href)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await Admin.ReadAsync($"{Importers}?name={importer["name"]}"))["count"]!.GetValue<int>(), Is.Zero);
    }

    [Test]
    public async Task A_bundle_goes_into_the_mapped_repository_and_is_recorded()
    {
        var source = await NewRepositoryAsync(Admin, "source", "one", "two");
        var target = await NewRepositoryAsync(Admin, "copy", "old");
        var export = await ExportAsync(host, $"export {++counter}", source);
        var importer = await NewAsync(new { source = "copy" });

        var task = await FinishedAsync(Admin, await StartAsync(importer, new { toc = TocOf(export) }));

        Assert.That((string?)task["state"], Is.EqualTo("completed"), task.ToJsonString());
        var version = await LatestAsync(Admin, target);
        var created = task["created_resources"]!.AsArray().Select(href => (string)href!).ToList();
        Assert.That(created, Does.Contain(version));
        Assert.That(await TitlesAsync(version), Is.EqualTo(new[] { "one", "two" }));
        var import = await Admin.ReadAsync(created.Single(href => href.Contains("/imports/", StringComparison.Ordinal)));
        Assert.That(import.AsObject().Select(field => field.Key), Is.EqualTo(new[] { "pulp_href", "prn", "pulp_created", "pulp_last_updated", "task", "params" }));
        Assert.That((string?)import["task"], Is.EqualTo((string?)task["pulp_href"]));
        Assert.That(import["params"]!["create_repositories"]!.GetValue<bool>(), Is.False);
        Assert.That((await Admin.ReadAsync((string)importer["pulp_href"]! + "imports/"))["count"]!.GetValue<int>(), Is.EqualTo(1));
        Assert.That((await Admin.DeleteAsync((string)import["pulp_href"]!)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await LatestAsync(Admin, target), Is.EqualTo(version), "What was imported stays.");
    }

    [Test]
    public async Task Repositories_are_created_when_that_is_asked_for_and_skipped_otherwise()
    {
        var source = await NewRepositoryAsync(Admin, "gone", "kept");
        var file = (await ExportAsync(host, $"export {++counter}", source))["output_file_info"]!.AsObject().Single().Key;
        await Admin.CompletedAsync(await Admin.DeleteAsync((string)source["pulp_href"]!));
        var importer = await NewAsync();

        var skipped = await FinishedAsync(Admin, await StartAsync(importer, new { path = file }));
        Assert.That(skipped["result"]!["skipped"]!.ToJsonString(), Is.EqualTo("""["gone"]"""));
        Assert.That((await Admin.ReadAsync("repositories/?name=gone"))["count"]!.GetValue<int>(), Is.Zero);

        await FinishedAsync(Admin, await StartAsync(importer, new { path = file, create_repositories = true }));
        var created = (await Admin.ReadAsync("repositories/?name=gone"))["results"]!.AsArray().Single()!;
        Assert.That(await TitlesAsync((string)created["latest_version_href"]!), Is.EqualTo(new[] { "kept" }));
    }

    [Test]
    public async Task A_file_that_may_not_be_read_or_is_no_bundle_is_refused_before_there_is_a_task()
    {
        var importer = await NewAsync();
        Directory.CreateDirectory(host.ExportFolder);
        var (bad, link) = (Path.Combine(host.ExportFolder, "bad.tar"), Path.Combine(host.ExportFolder, $"link {++counter}"));
        await File.WriteAllTextAsync(bad, "This is no archive.");
        File.CreateSymbolicLink(link, "/etc/passwd");

        Assert.That((await StartAsync(importer, new { })).Error("non_field_errors"), Does.Contain("not both"));
        Assert.That((await StartAsync(importer, new { path = bad, toc = bad })).Error("non_field_errors"), Does.Contain("not both"));
        Assert.That((await StartAsync(importer, new { path = bad })).Error("path"), Does.Contain("no whole tar archive"));
        Assert.That((await StartAsync(importer, new { toc = bad })).Error("toc"), Does.Contain("-toc.json"));
        Assert.That((await StartAsync(importer, new { path = bad + ".absent" })).Error("path"), Does.Contain("no such file"));
        foreach (var outside in new[] { "/etc/passwd", link, $"{host.ExportFolder}/../outside.tar", host.ExportFolder + "-beside/x.tar", "/etc/absent" })
            Assert.That((await StartAsync(importer, new { path = outside })).Error("path"), Does.Contain("ALLOWED_IMPORT_PATHS"), outside);
        Assert.That((await StartAsync(importer, new { path = "relative.tar" })).Error("path"), Does.Contain("absolute"));
    }

    [Test]
    public async Task A_damaged_bundle_fails_the_task_and_leaves_no_record()
    {
        var source = await NewRepositoryAsync(Admin, $"source {++counter}", "one");
        var export = await ExportAsync(host, $"export {counter}", source);
        var file = export["output_file_info"]!.AsObject().Single().Key;
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[^2000] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        var importer = await NewAsync();

        var task = await FinishedAsync(Admin, await StartAsync(importer, new { toc = TocOf(export) }));

        Assert.That(((string?)task["state"], (string?)task["error"]!["error_code"]), Is.EqualTo(("failed", "transfer.damaged")));
        Assert.That((await Admin.ReadAsync((string)importer["pulp_href"]! + "imports/"))["count"]!.GetValue<int>(), Is.Zero);
    }

    [Test]
    public async Task Who_may_not_change_a_repository_imports_nothing_into_it()
    {
        var source = await NewRepositoryAsync(Admin, $"source {++counter}", "one");
        var toc = TocOf(await ExportAsync(host, $"export {counter}", source));
        using var user = await host.UserAsync($"importer-{counter}", "core.pulpimporter_creator");
        var importer = await user.CreateAsync(Importers, new { name = $"own {counter}" });

        var answer = await user.PostAsync((string)importer["pulp_href"]! + "imports/", new { toc });

        Assert.That(answer.Error("toc"), Does.Contain($"may not change the repository 'source {counter}'"));
        using var stranger = await host.UserAsync($"stranger-{counter}");
        Assert.That((await stranger.PostAsync(Importers + "import-check/", new { toc })).Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task Parameters_are_checked_without_an_import()
    {
        var source = await NewRepositoryAsync(Admin, $"source {++counter}", "one");
        var export = await ExportAsync(host, $"export {counter}", source);

        var answer = await Admin.PostAsync(Importers + "import-check/", new { toc = TocOf(export), path = "/etc/passwd", repo_mapping = $$"""{"a":"source {{counter}}","b":"nowhere"}""" });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.Text);
        Assert.That(answer.Json["toc"]!.ToJsonString(), Is.EqualTo(new JsonObject { ["context"] = TocOf(export), ["is_valid"] = true, ["messages"] = new JsonArray() }.ToJsonString()));
        Assert.That(((bool)answer.Json["path"]!["is_valid"]!, (string)answer.Json["path"]!["messages"]![0]!), Is.EqualTo((false, "The path is not below one of the allowed import paths (ALLOWED_IMPORT_PATHS).")));
        Assert.That(answer.Json["repo_mapping"]!["messages"]!.AsArray().Select(message => (string?)message), Is.EqualTo(new[] { "There is no repository 'nowhere'." }));
        Assert.That((await Admin.PostAsync(Importers + "import-check/", new { repo_mapping = "[]" })).Json["repo_mapping"]!["is_valid"]!.GetValue<bool>(), Is.False);
        Assert.That((await Admin.PostAsync(Importers + "import-check/", new { })).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private Task<RestAnswer> StartAsync(JsonNode importer, object request) => Admin.PostAsync((string)importer["pulp_href"]! + "imports/", request);

    private async Task<IReadOnlyList<string?>> TitlesAsync(string version) =>
        [.. (await Admin.ReadAsync($"content/notes/notes/?repository_version={version}"))["results"]!.AsArray().Select(note => (string?)note!["title"]).Order(StringComparer.Ordinal)];

    private Task<JsonNode> NewAsync(object? mapping = null) => Admin.CreateAsync(Importers, new { name = $"importer {++counter}", repo_mapping = mapping ?? new { } });
}
