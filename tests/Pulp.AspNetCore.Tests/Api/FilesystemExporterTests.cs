using System.Net;
using System.Text.Json.Nodes;
using Pulp.AspNetCore.Tests.Support;
using static Pulp.AspNetCore.Tests.Support.PulpTransfers;

namespace Pulp.AspNetCore.Tests.Api;

internal sealed class FilesystemExporterTests
{
    private const string Filesystem = "exporters/core/filesystem/";
    private ApiHost host = null!;
    private int counter;

    private RestClient Admin => host.Admin;

    [OneTimeSetUp]
    public async Task Start() => host = await ApiHost.StartAsync(new NotesPlugin());

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [Test]
    public async Task An_exporter_has_the_fields_that_clients_know()
    {
        var exporter = await NewAsync();

        Assert.That(exporter.AsObject().Select(field => field.Key), Is.EqualTo(new[] { "pulp_href", "prn", "pulp_created", "pulp_last_updated", "name", "path", "method" }));
        Assert.That((string?)exporter["prn"], Does.StartWith("prn:core.filesystemexporter:"));
        Assert.That((string?)exporter["method"], Is.EqualTo("write"));
        Assert.That((await Admin.PostAsync(Filesystem, new { name = "m", path = $"{host.ExportFolder}/m", method = "tar" })).Error("method"), Does.Contain("tar"));
        Assert.That((await Admin.PostAsync(Filesystem, new { name = "r", path = host.ExportFolder })).Error("path"), Does.Contain("lie below"));
    }

    [Test]
    public async Task A_version_is_exported_with_each_file_under_its_path([Values("write", "hardlink", "symlink")] string method)
    {
        var exporter = await NewAsync(method);
        var version = await VersionAsync("one", "deep/er/two");

        var task = await ExportAsync(exporter, new { repository_version = version });

        Assert.That((string?)task["state"], Is.EqualTo("completed"), task.ToJsonString());
        Assert.That((string?)task["name"], Is.EqualTo("pulp.exports.filesystem"));
        Assert.That(task["progress_reports"]!.AsArray().Single()!["done"]!.GetValue<int>(), Is.EqualTo(2));
        Assert.That(Tree(exporter), Is.EqualTo(new[] { "deep/er/two", "one" }));
        var record = await Admin.ReadCreatedAsync(task);
        Assert.That(record.AsObject().Select(field => field.Key), Is.EqualTo(new[] { "pulp_href", "prn", "pulp_created", "pulp_last_updated", "task", "exported_resources", "params" }));
        Assert.That(record["exported_resources"]!.AsArray().Select(resource => (string?)resource), Is.EqualTo(new[] { version }));
        Assert.That((string?)(await Admin.ReadAsync(version))["prn"], Is.EqualTo($"prn:core.repositoryversion:{record["params"]!["repository_version"]}"));
        Assert.That(new FileInfo(Path.Combine((string)exporter["path"]!, "one")).LinkTarget, method == "symlink" ? Is.Not.Null : Is.Null);
    }

    [Test]
    public async Task A_publication_is_exported_and_named_as_what_was_exported()
    {
        var exporter = await NewAsync();
        var version = await VersionAsync("published");
        var publication = await Admin.ReadCreatedAsync(await Admin.CompletedAsync(await Admin.PostAsync("publications/notes/notes/", new { repository_version = version })));

        var task = await ExportAsync(exporter, new { publication = (string)publication["pulp_href"]! });

        Assert.That(Tree(exporter), Is.EqualTo(new[] { "published" }));
        var record = await Admin.ReadCreatedAsync(task);
        Assert.That(record["exported_resources"]!.AsArray().Select(resource => (string?)resource), Is.EqualTo(new[] { (string?)publication["pulp_href"] }));
        await Admin.DeleteAsync((string)publication["pulp_href"]!);
        Assert.That((await Admin.ReadAsync((string)record["pulp_href"]!))["exported_resources"]!.AsArray(), Is.Empty);
    }

    [Test]
    public async Task Since_an_earlier_version_only_what_is_new_is_exported()
    {
        var repository = await NewRepositoryAsync(Admin, $"repository {++counter}", "kept");
        var start = await LatestAsync(Admin, repository);
        await Notes.UploadAsync(Admin, "added", ("repository", (string)repository["prn"]!));
        var exporter = await NewAsync();

        await ExportAsync(exporter, new { repository_version = await LatestAsync(Admin, repository), start_repository_version = start });

        Assert.That(Tree(exporter), Is.EqualTo(new[] { "added" }));
    }

    [Test]
    public async Task What_does_not_fit_together_is_refused_before_there_is_a_task()
    {
        var exports = (string)(await NewAsync())["pulp_href"]! + "exports/";
        var (version, other) = (await VersionAsync("a"), await VersionAsync("b"));
        var publication = await Admin.ReadCreatedAsync(await Admin.CompletedAsync(await Admin.PostAsync("publications/notes/notes/", new { repository_version = version })));

        Assert.That((await Admin.PostAsync(exports, new { })).Error("non_field_errors"), Does.Contain("not both"));
        Assert.That((await Admin.PostAsync(exports, new { publication = (string)publication["pulp_href"]!, repository_version = version })).Error("non_field_errors"), Does.Contain("not both"));
        Assert.That((await Admin.PostAsync(exports, new { repository_version = version, start_repository_version = other })).Error("start_repository_version"), Does.Contain("repository"));
        Assert.That((await Admin.PostAsync(exports, new { repository_version = version + "9/" })).Error("repository_version"), Is.Not.Empty);
        Assert.That((await Admin.PostAsync(exports, new { repository_version = version, full = true })).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_folder_that_holds_something_is_left_alone_and_the_task_says_the_way_out()
    {
        var exporter = await NewAsync();
        var path = (string)exporter["path"]!;
        Directory.CreateDirectory(path);
        await File.WriteAllTextAsync(Path.Combine(path, "mine"), "mine");

        var task = await ExportAsync(exporter, new { repository_version = await VersionAsync("new") });

        Assert.That((string?)task["state"], Is.EqualTo("failed"));
        Assert.That((string?)task["error"]!["description"], Does.Contain("holds something already").And.Contain("empty it"));
        Assert.That(task["created_resources"]!.AsArray(), Is.Empty);
        Assert.That(Tree(exporter), Is.EqualTo(new[] { "mine" }));
        Assert.That((int?)(await Admin.ReadAsync((string)exporter["pulp_href"]! + "exports/"))["count"], Is.Zero);
    }

    [Test]
    public async Task Who_does_not_see_a_version_does_not_export_it()
    {
        var version = await VersionAsync("secret");
        using var user = await host.UserAsync($"exporter-{++counter}", "core.filesystemexporter_creator");
        var exporter = await user.CreateAsync(Filesystem, new { name = $"own {counter}", path = Path.Combine(host.ExportFolder, $"own {counter}") });

        var answer = await user.PostAsync((string)exporter["pulp_href"]! + "exports/", new { repository_version = version });

        Assert.That(answer.Error("repository_version"), Does.Contain("does not exist"));
    }

    private static string[] Tree(JsonNode exporter) => [.. Directory.EnumerateFiles((string)exporter["path"]!, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath((string)exporter["path"]!, file)).Order(StringComparer.Ordinal)];

    private Task<JsonNode> NewAsync(string method = "write") =>
        Admin.CreateAsync(Filesystem, new { name = $"exporter {++counter}", path = Path.Combine(host.ExportFolder, $"export {counter}"), method });

    private async Task<string> VersionAsync(params string[] titles) => await LatestAsync(Admin, await NewRepositoryAsync(Admin, $"repository {++counter}", titles));

    private async Task<JsonNode> ExportAsync(JsonNode exporter, object request)
    {
        var answer = await Admin.PostAsync((string)exporter["pulp_href"]! + "exports/", request);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Accepted), answer.Text);
        return await Admin.FinishedAsync(answer);
    }
}
