using System.Net;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Pulp.Testing.Hosting;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Uploads, changes and reads outcomes as the API wants it.
/// </summary>
internal static class RestCalls
{
    /// <summary>Fails unless a task failed in a way that was foreseen: what is not has no code, and its reason is in the log only.</summary>
    public static void AssertFailed(this JsonNode task)
    {
        Assert.That((string?)task["state"], Is.EqualTo("failed"), task.ToJsonString());
        Assert.That((string?)task["error"]?["description"], Is.Not.Null.And.Not.Empty, "The user is told why.");
        Assert.That((string?)task["error"]?["error_code"], Is.Not.Null, $"The failure is foreseen: {task["error"]?.ToJsonString()}");
    }

    /// <summary>Changes an object, at once or by a task that must complete.</summary>
    public static async Task ChangedAsync(this RestClient client, string href, object change)
    {
        var answer = await client.PatchAsync(href, change);
        if (answer.Status != HttpStatusCode.OK)
            await client.CompletedAsync(answer);
    }

    public static async Task<RestAnswer> UploadAsync(this RestClient client, string path, UploadForm form, string? repository = null)
    {
        using var body = form.ToContent(repository);
        return await client.SendAsync(HttpMethod.Post, path, body);
    }

    /// <summary>Uploads and gets the unit: made at once, or by a task that must complete.</summary>
    public static async Task<JsonNode> UploadedAsync(this RestClient client, string path, UploadForm form, string? repository = null)
    {
        var answer = await client.UploadAsync(path, form, repository);
        if (answer.Status == HttpStatusCode.Created)
            return answer.Json;
        var created = (await client.CompletedAsync(answer))["created_resources"]!.AsArray().Select(href => (string)href!);
        return await client.ReadAsync(created.Single(href => href.Contains("/content/", StringComparison.Ordinal)));
    }
}
