using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Pulp.AspNetCore.Tests.Support;
using static Pulp.AspNetCore.Tests.Support.PulpTransfers;

namespace Pulp.AspNetCore.Tests.Api;

/// <summary>Versions are exported as bundles for another Pulp.</summary>
internal sealed class PulpExporterTests
{
    private ApiHost host = null!;
    private int counter;

    private RestClient Admin => host.Admin;

    [OneTimeSetUp]
    public async Task Start() => host = await ApiHost.StartAsync(new NotesPlugin());

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [Test]
    public async Task An_exporter_and_its_exports_have_the_fields_that_clients_know()
    {
        var repository = await RepositoryAsync("one", "two");
        var exporter = await NewAsync(repository);
        Assert.That(exporter.AsObject().Select(field => field.Key), Is.EqualTo(new[] { "pulp_href", "prn", "pulp_created", "pulp_last_updated", "name", "path", "repositories", "last_export" }));
        Assert.That((string?)exporter["prn"], Does.StartWith("prn:core.pulpexporter:"));
        Assert.That((exporter["repositories"]!.ToJsonString(), exporter["last_export"]), Is.EqualTo(($"""["{repository["pulp_href"]}"]""", (JsonNode?)null)));

        var task = await Admin.CompletedAsync(await StartAsync(exporter, new { meta = new { ticket = "4711" } }));

        var export = await Admin.ReadCreatedAsync(task);
        Assert.That(export.AsObject().Select(field => field.Key), Is.EqualTo(new[] { "pulp_href", "prn", "pulp_created", "pulp_last_updated", "task", "exported_resources", "params", "output_file_info", "toc_info" }));
        Assert.That((string?)export["task"], Is.EqualTo((string?)task["pulp_href"]));
        Assert.That((string?)export["exported_resources"]![0], Is.EqualTo(await LatestAsync(Admin, repository)));
        Assert.That(export["params"]!.ToJsonString(), Is.EqualTo("""{"full":true,"dry_run":false,"meta":{"ticket":"4711"}}"""));
        var (path, sha256) = export["output_file_info"]!.AsObject().Select(file => (file.Key, (string?)file.Value)).Single();
        Assert.That(sha256, Is.EqualTo(await Sha256Async(path)));
        Assert.That(Path.GetFileName(path), Does.StartWith($"export-{((string)export["pulp_href"]!).Split('/')[^2]}-"), "The files have the export's own identifier.");
        Assert.That((string?)export["toc_info"]!["sha256"], Is.EqualTo(await Sha256Async(TocOf(export))));
        Assert.That((string?)JsonNode.Parse(await File.ReadAllTextAsync(TocOf(export)))!["files"]![Path.GetFileName(path)], Is.EqualTo(sha256));
        Assert.That((string?)(await Admin.ReadAsync((string)exporter["pulp_href"]!))["last_export"], Is.EqualTo((string?)export["pulp_href"]));
        Assert.That(task["progress_reports"]!.AsArray().Select(part => ((string?)part!["code"], (int)part["done"]!)), Is.EqualTo(new[] { ("export.artifacts", 2), ("export.content", 2) }));
    }

    [TestCase("1KB", 1000)]
    [TestCase("1 KiB", 1024)]
    [TestCase("1500", 1500)]
    [TestCase("1.5kb", 1500)]
    public async Task A_chunk_has_at_most_the_size_that_was_asked_for(string size, int bytes)
    {
        var exporter = await NewAsync(await RepositoryAsync(new string('x', 40)));

        var export = await Admin.ReadCreatedAsync(await Admin.CompletedAsync(await StartAsync(exporter, new { chunk_size = size })));

        var files = export["output_file_info"]!.AsObject().Select(file => new FileInfo(file.Key)).ToList();
        Assert.That(files, Has.Count.AtLeast(2));
        Assert.That(files.SkipLast(1).Select(file => file.Length), Is.All.EqualTo(bytes));
        Assert.That(files[0].Name, Does.EndWith(".tar.0000"));
    }

    [TestCase("much")]
    [TestCase("0")]
    [TestCase("2TB")]
    [TestCase("-1MB")]
    [TestCase("99999999999999999999TB")]
    public async Task A_size_that_is_none_is_refused(string size) =>
        Assert.That((await StartAsync(await NewAsync(await RepositoryAsync()), new { chunk_size = size })).Error("chunk_size"), Does.Contain("size"));

    [Test]
    public async Task An_increment_builds_upon_the_last_export_or_what_is_named()
    {
        var repository = await RepositoryAsync("first");
        var exporter = await NewAsync(repository);
        var start = await LatestAsync(Admin, repository);
        Assert.That((await StartAsync(exporter, new { full = false })).Error("full"), Does.Contain("last export"));
        await Admin.CompletedAsync(await StartAsync(exporter, new { }));
        await Notes.UploadAsync(Admin, "second", ("repository", (string)repository["prn"]!));

        foreach (var request in new object[] { new { full = false, dry_run = true }, new { full = false, start_versions = new[] { start }, dry_run = true } })
        {
            var task = await Admin.CompletedAsync(await StartAsync(exporter, request));
            Assert.That(task["result"]!.ToJsonString(), Does.StartWith("""{"units":2,"carried":1,"artifacts":1,"""));
            Assert.That(task["created_resources"]!.AsArray(), Is.Empty);
        }

        Assert.That((await StartAsync(exporter, new { start_versions = new[] { start } })).Error("start_versions"), Does.Contain("'full' as false"));
        Assert.That((await Admin.ReadAsync((string)exporter["pulp_href"]! + "exports/"))["count"]!.GetValue<int>(), Is.EqualTo(1));
    }

    [Test]
    public async Task Versions_are_one_of_each_repository()
    {
        var (one, two, other) = (await RepositoryAsync("a"), await RepositoryAsync("b"), await RepositoryAsync("c"));
        var exporter = await NewAsync(one, two);
        var (ofOne, ofTwo, ofOther) = (await LatestAsync(Admin, one), await LatestAsync(Admin, two), await LatestAsync(Admin, other));

        Assert.That((await StartAsync(exporter, new { versions = new[] { ofOne } })).Error("versions"), Does.Contain("each repository"));
        Assert.That((await StartAsync(exporter, new { versions = new[] { ofOne, ofOther } })).Error("versions"), Does.Contain("no repository of the exporter"));
        Assert.That((await StartAsync(exporter, new { versions = new[] { ofOne, ofOne } })).Error("versions"), Is.Not.Empty);
        Assert.That((await StartAsync(exporter, new { versions = new[] { ofOne, ofTwo + "9/" } })).Error("versions"), Is.Not.Empty);
        await Admin.CompletedAsync(await StartAsync(exporter, new { versions = new[] { ofTwo, ofOne } }));
    }

    [Test]
    public async Task An_exporter_needs_repositories_that_its_maker_sees_and_so_does_an_export()
    {
        var repository = await RepositoryAsync("secret");
        using var user = await host.UserAsync($"exporter-{++counter}", "core.pulpexporter_creator");

        var refused = await user.PostAsync(Exporters, new { name = $"own {counter}", path = $"{host.ExportFolder}/own", repositories = new[] { (string)repository["pulp_href"]! } });
        Assert.That(refused.Error("repositories"), Does.Contain("does not exist"));

        var exporter = await NewAsync(repository);
        using var owner = await host.UserAsync($"owner-{counter}", "core.pulpexporter_owner");
        Assert.That((await owner.PostAsync((string)exporter["pulp_href"]! + "exports/", new { })).Error("versions"), Does.Contain("may not see"));
    }

    [Test]
    public async Task A_failed_export_leaves_no_file_and_no_record()
    {
        var exporter = await NewAsync(await RepositoryAsync("x"));
        var path = (string)exporter["path"]!;
        Directory.CreateDirectory(host.ExportFolder);
        await File.WriteAllTextAsync(path, "A file where the folder should be.");

        var task = await Admin.FinishedAsync(await StartAsync(exporter, new { }));

        Assert.That(((string?)task["state"], (string?)task["error"]!["error_code"]), Is.EqualTo(("failed", "transfer.inaccessible")));
        Assert.That((await Admin.ReadAsync((string)exporter["pulp_href"]! + "exports/"))["count"]!.GetValue<int>(), Is.Zero);
    }

    private static async Task<string> Sha256Async(string path) => Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path)));

    private Task<RestAnswer> StartAsync(JsonNode exporter, object request) => Admin.PostAsync((string)exporter["pulp_href"]! + "exports/", request);

    private Task<JsonNode> RepositoryAsync(params string[] titles) => NewRepositoryAsync(Admin, $"repository {++counter}", titles);

    private Task<JsonNode> NewAsync(params JsonNode[] repositories) => NewExporterAsync(host, $"exporter {++counter}", repositories);
}
