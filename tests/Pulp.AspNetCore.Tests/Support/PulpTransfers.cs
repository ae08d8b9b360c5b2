using System.Net;
using System.Text.Json.Nodes;

namespace Pulp.AspNetCore.Tests.Support;

/// <summary>Makes what exports and imports are about.</summary>
internal static class PulpTransfers
{
    public const string Exporters = "exporters/core/pulp/";
    public const string Importers = "importers/core/pulp/";

    public static async Task<JsonNode> NewRepositoryAsync(RestClient admin, string name, params string[] titles)
    {
        var repository = await admin.CreateAsync("repositories/notes/notes/", new { name });
        foreach (var title in titles)
            await Notes.UploadAsync(admin, title, ("repository", (string)repository["prn"]!));
        return repository;
    }

    public static async Task<JsonNode> NewExporterAsync(ApiHost host, string name, params JsonNode[] repositories) => await host.Admin.CreateAsync(
        Exporters, new { name, path = Path.Combine(host.ExportFolder, name), repositories = repositories.Select(repository => (string)repository["pulp_href"]!).ToArray() });

    public static async Task<string> LatestAsync(RestClient admin, JsonNode repository) => (string)(await admin.ReadAsync((string)repository["pulp_href"]!))["latest_version_href"]!;

    public static string TocOf(JsonNode export) => (string)export["toc_info"]!["file"]!;

    /// <summary>Exports the latest versions of repositories and gets the record.</summary>
    public static async Task<JsonNode> ExportAsync(ApiHost host, string name, params JsonNode[] repositories)
    {
        var exporter = await NewExporterAsync(host, name, repositories);
        return await host.Admin.ReadCreatedAsync(await host.Admin.CompletedAsync(await host.Admin.PostAsync((string)exporter["pulp_href"]! + "exports/", new { })));
    }

    /// <summary>Gets the one task of a group once it has ended.</summary>
    public static async Task<JsonNode> FinishedAsync(RestClient client, RestAnswer answer)
    {
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Accepted), answer.Text);
        var group = await client.ReadAsync((string)answer.Json["task_group"]!);
        Assert.That((bool)group["all_tasks_dispatched"]!, Is.True);
        var task = group["tasks"]!.AsArray().Single()!;
        return await client.FinishedAsync(answer with { Text = new JsonObject { ["task"] = (string)task["pulp_href"]! }.ToJsonString() });
    }
}
