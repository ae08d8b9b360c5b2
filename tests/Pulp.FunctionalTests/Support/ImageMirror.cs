using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pulp.FunctionalTests.Support;

/// <summary>
/// Mirrors repositories of registries on demand, and tells what is attached to an image.
/// </summary>
internal static class ImageMirror
{
    /// <summary>Makes a repository that mirrors another with a distribution of the same name, and syncs it.</summary>
    /// <returns>The repository.</returns>
    public static async Task<JsonNode> CreateAsync(PulpProcess pulp, string name, string url, string upstreamName, object? further = null)
    {
        var body = JsonSerializer.SerializeToNode(new { name, url, upstream_name = upstreamName, policy = "on_demand" })!.AsObject();
        foreach (var (field, value) in JsonSerializer.SerializeToNode(further ?? new { })!.AsObject().ToList())
            body[field] = value?.DeepClone();
        var remote = await pulp.Api.CreateAsync("remotes/container/container/", body);
        var repository = await pulp.Api.CreateAsync("repositories/container/container/", new { name, remote = PulpApi.Href(remote) });
        await DistributeAsync(pulp, name, repository);
        await pulp.Api.SyncAsync(repository);
        return repository;
    }

    public static Task<JsonNode> DistributeAsync(PulpProcess pulp, string name, JsonNode repository) =>
        pulp.Api.CreateAsync("distributions/container/container/", new { name, base_path = name, repository = PulpApi.Href(repository) });

    /// <summary>Gets the digests of what is attached to a manifest, as clients see it.</summary>
    public static async Task<string[]> ReferrersAsync(PulpProcess pulp, string name, string subject)
    {
        using var client = new HttpClient { BaseAddress = pulp.Url };
        var index = JsonNode.Parse(await client.GetStringAsync($"v2/{name}/referrers/{subject}"))!;
        return [.. index["manifests"]!.AsArray().Select(manifest => manifest!["digest"]!.GetValue<string>())];
    }
}
