using System.Net;
using System.Text.Json.Nodes;
using Pulp.AspNetCore.Tests.Support;

namespace Pulp.AspNetCore.Tests.Api;

/// <summary>Exporters of every type: where they may write, and the records of what they wrote.</summary>
internal sealed class ExporterTests
{
    private const string Exporters = "exporters/notes/notes/";
    private ApiHost host = null!;
    private int counter;

    private RestClient Admin => host.Admin;

    [OneTimeSetUp]
    public async Task Start() => host = await ApiHost.StartAsync(new NotesPlugin());

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [Test]
    public async Task A_plugins_own_exporter_runs_and_keeps_the_record_of_each_run()
    {
        var exporter = await NewAsync();
        var href = (string)exporter["pulp_href"]!;
        Assert.That(exporter.AsObject().Select(field => field.Key), Is.EqualTo(new[] { "pulp_href", "prn", "pulp_created", "pulp_last_updated", "name", "path", "last_export", "paper" }));

        var task = await Admin.CompletedAsync(await Admin.PostAsync(href + "exports/", new { word = "hello" }));

        var record = await Admin.ReadCreatedAsync(task);
        var recordHref = (string)record["pulp_href"]!;
        Assert.That(recordHref, Does.StartWith(href + "exports/"));
        Assert.That((string?)record["prn"], Does.StartWith("prn:notes.notesexport:"));
        Assert.That((string?)record["task"], Is.EqualTo((string?)task["pulp_href"]));
        Assert.That(record["params"]!.ToJsonString(), Is.EqualTo("""{"word":"hello"}"""));
        Assert.That((string?)record["printed"], Is.EqualTo("hello"));
        Assert.That((string?)(await Admin.ReadAsync(href))["last_export"], Is.EqualTo(recordHref));
        Assert.That((int?)(await Admin.ReadAsync(href + "exports/"))["count"], Is.EqualTo(1));
        Assert.That((await Admin.DeleteAsync(recordHref)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await Admin.ReadAsync(href))["last_export"], Is.Null);
        Assert.That(File.ReadAllText(Path.Combine((string)exporter["path"]!, "word")), Is.EqualTo("hello"));
    }

    [Test]
    public async Task An_exporter_goes_with_its_records()
    {
        var href = (string)(await NewAsync())["pulp_href"]!;
        var record = await Admin.ReadCreatedAsync(await Admin.CompletedAsync(await Admin.PostAsync(href + "exports/", new { word = "gone" })));

        var deleted = await Admin.DeleteAsync(href);

        Assert.That(deleted.Status, Is.EqualTo(HttpStatusCode.Accepted), deleted.Text);
        await Admin.CompletedAsync(deleted);
        Assert.That((await Admin.GetAsync(href)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await Admin.GetAsync((string)record["pulp_href"]!)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Only_an_export_of_its_own_is_an_exporters_last()
    {
        var one = await NewAsync();
        var record = await Admin.ReadCreatedAsync(await Admin.CompletedAsync(await Admin.PostAsync((string)one["pulp_href"]! + "exports/", new { word = "mine" })));

        var refused = await Admin.PatchAsync((string)(await NewAsync())["pulp_href"]!, new { last_export = (string)record["pulp_href"]! });
        var cleared = await Admin.PatchAsync((string)one["pulp_href"]!, new { last_export = (string?)null });

        Assert.That(refused.Error("last_export"), Does.Contain("not one of this exporter"));
        await Admin.CompletedAsync(cleared);
        Assert.That((await Admin.ReadAsync((string)one["pulp_href"]!))["last_export"], Is.Null);
    }

    [TestCase("relative/path", "absolute")]
    [TestCase("/etc", "allowed export paths")]
    [TestCase("{exports}/../outside", "allowed export paths")]
    [TestCase("{exports}-beside", "allowed export paths")]
    [TestCase("{exports}/link-out/folder", "allowed export paths")]
    [TestCase("{exports}/nul\0", "null characters")]
    public async Task A_path_that_does_not_lie_below_an_allowed_one_is_refused(string path, string reason)
    {
        Directory.CreateDirectory(host.ExportFolder);
        if (!Path.Exists(Path.Combine(host.ExportFolder, "link-out")))
            File.CreateSymbolicLink(Path.Combine(host.ExportFolder, "link-out"), Path.GetTempPath());
        path = path.Replace("{exports}", host.ExportFolder, StringComparison.Ordinal);

        var created = await Admin.PostAsync(Exporters, new { name = $"bad {++counter}", path });
        var changed = await Admin.PatchAsync((string)(await NewAsync())["pulp_href"]!, new { path });

        Assert.That(created.Error("path"), Does.Contain(reason).IgnoreCase);
        Assert.That(changed.Error("path"), Does.Contain(reason).IgnoreCase);
    }

    [Test]
    public async Task A_path_that_leads_outside_since_the_exporter_was_made_fails_the_task()
    {
        var exporter = await NewAsync();
        Directory.CreateDirectory(host.ExportFolder);
        var outside = Directory.CreateTempSubdirectory("pulp-outside-");
        File.CreateSymbolicLink((string)exporter["path"]!, outside.FullName);

        var task = await Admin.FinishedAsync(await Admin.PostAsync((string)exporter["pulp_href"]! + "exports/", new { word = "leak" }));

        Assert.That((string?)task["state"], Is.EqualTo("failed"));
        Assert.That((string?)task["error"]!["description"], Does.Contain("ALLOWED_EXPORT_PATHS"));
        Assert.That(outside.EnumerateFileSystemInfos(), Is.Empty);
        outside.Delete();
    }

    [Test]
    public async Task The_list_of_all_exporters_has_those_of_every_type()
    {
        var own = await NewAsync();
        var files = await Admin.CreateAsync("exporters/core/filesystem/", new { name = $"files {++counter}", path = Path.Combine(host.ExportFolder, "files") });

        var all = await Admin.ReadAsync("exporters/?limit=1000");
        var one = await Admin.ReadAsync($"exporters/?name={own["name"]}");

        Assert.That(all["results"]!.AsArray().Select(exporter => (string?)exporter!["pulp_href"]), Is.SupersetOf(new[] { (string?)own["pulp_href"], (string?)files["pulp_href"] }));
        Assert.That(one["results"]!.AsArray().Single()!.AsObject().Select(field => field.Key), Is.EqualTo(new[] { "pulp_href", "prn", "pulp_created", "pulp_last_updated", "name", "path" }));
    }

    [Test]
    public async Task Names_are_unique_and_changes_are_tasks()
    {
        var exporter = await NewAsync();

        var twice = await Admin.PostAsync(Exporters, new { name = (string)exporter["name"]!, path = (string)exporter["path"]! });
        var changed = await Admin.PatchAsync((string)exporter["pulp_href"]!, new { paper = "A5" });

        Assert.That(twice.Error("name"), Does.Contain("unique"));
        Assert.That(changed.Status, Is.EqualTo(HttpStatusCode.Accepted));
        await Admin.CompletedAsync(changed);
        Assert.That((string?)(await Admin.ReadAsync((string)exporter["pulp_href"]!))["paper"], Is.EqualTo("A5"));
    }

    [Test]
    public async Task Who_may_only_see_an_exporter_sees_its_records_and_starts_nothing()
    {
        var href = (string)(await NewAsync())["pulp_href"]!;
        await Admin.CompletedAsync(await Admin.PostAsync(href + "exports/", new { word = "seen" }));
        using var viewer = await host.UserAsync($"viewer-{++counter}", "notes.notesexporter_viewer");
        using var stranger = await host.UserAsync($"stranger-{counter}");

        Assert.That((int?)(await viewer.ReadAsync(href + "exports/"))["count"], Is.EqualTo(1));
        Assert.That((await viewer.PostAsync(href + "exports/", new { word = "no" })).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await stranger.GetAsync(href + "exports/")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await stranger.PostAsync(Exporters, new { name = "no", path = Path.Combine(host.ExportFolder, "no") })).Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    private Task<JsonNode> NewAsync() => Admin.CreateAsync(Exporters, new { name = $"exporter {++counter}", path = Path.Combine(host.ExportFolder, $"folder {counter}") });
}
