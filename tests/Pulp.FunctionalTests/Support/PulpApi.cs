using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Pulp.FunctionalTests.Support;

/// <summary>
/// Talks to the REST API as a client written for Pulp 3 does: hrefs as they come, tasks polled until they end.
/// </summary>
internal sealed class PulpApi : IDisposable
{
    private const string Root = "/pulp/api/v3/";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly HttpClient client;

    public PulpApi(Uri url, string username, string password)
    {
        client = new HttpClient { BaseAddress = url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}")));
    }

    /// <summary>Gets the status of the answer to a request that may fail.</summary>
    public async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var response = await client.GetAsync(path);
        return response.StatusCode;
    }

    public Task<JsonNode> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, HttpStatusCode.OK);

    /// <summary>Creates something: at once (201), or through a task (202) that is waited for.</summary>
    public async Task<JsonNode> CreateAsync(string path, object body)
    {
        var answer = await SendAsync(HttpMethod.Post, path, body, HttpStatusCode.Created, HttpStatusCode.Accepted);
        if (answer["task"] is null)
            return answer;
        var task = await WaitAsync(answer);
        return await GetAsync(task["created_resources"]![0]!.GetValue<string>());
    }

    /// <summary>Asks for work that is done by a task, and waits for its success.</summary>
    public async Task<JsonNode> RunAsync(HttpMethod method, string path, object? body = null) =>
        await WaitAsync(await SendAsync(method, path, body, HttpStatusCode.Accepted));

    public Task<JsonNode> SyncAsync(JsonNode repository, JsonNode? remote = null, bool mirror = false)
    {
        var body = new JsonObject { ["mirror"] = mirror };
        if (remote is not null)
            body["remote"] = Href(remote);
        return RunAsync(HttpMethod.Post, Href(repository) + "sync/", body);
    }

    /// <summary>Makes a repository's next version start from a version, of itself or of another one.</summary>
    public Task<JsonNode> PromoteAsync(JsonNode repository, string versionHref) =>
        RunAsync(HttpMethod.Post, Href(repository) + "modify/", new { base_version = versionHref });

    public Task<JsonNode> CreateRemoteAsync(string name, string url, string policy, params string[] includes) =>
        CreateAsync("remotes/python/python/", new { name, url, policy, includes });

    public Task<JsonNode> CreateRepositoryAsync(string name, int? retain = null) =>
        CreateAsync("repositories/python/python/", new { name, retain_repo_versions = retain });

    public Task<JsonNode> DistributeAsync(string basePath, JsonNode repository) =>
        CreateAsync("distributions/python/pypi/", new { name = basePath, base_path = basePath, repository = Href(repository) });

    public Task<JsonNode> DistributeAsync(string basePath, string versionHref) =>
        CreateAsync("distributions/python/pypi/", new { name = basePath, base_path = basePath, repository_version = versionHref });

    public async Task<string> LatestVersionAsync(JsonNode repository) => (await GetAsync(Href(repository)))["latest_version_href"]!.GetValue<string>();

    public async Task<int> LatestNumberAsync(JsonNode repository) => (await GetAsync(await LatestVersionAsync(repository)))["number"]!.GetValue<int>();

    /// <summary>Gets the numbers of a repository's versions, the lowest first.</summary>
    public async Task<int[]> VersionNumbersAsync(JsonNode repository) =>
        [.. (await GetAsync(Href(repository) + "versions/"))["results"]!.AsArray().Select(version => version!["number"]!.GetValue<int>()).Order()];

    /// <summary>Gets the file names of the packages in a version.</summary>
    public async Task<string[]> FileNamesAsync(string versionHref)
    {
        var page = await GetAsync($"content/python/packages/?repository_version={Uri.EscapeDataString(versionHref)}");
        return [.. page["results"]!.AsArray().Select(package => package!["filename"]!.GetValue<string>()).Order(StringComparer.Ordinal)];
    }

    public static string Href(JsonNode resource) => resource["pulp_href"]!.GetValue<string>();

    /// <summary>Sends a request as it is.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => client.SendAsync(request);

    /// <summary>Waits for a task's success.</summary>
    public async Task<JsonNode> WaitAsync(string href)
    {
        for (var started = Stopwatch.StartNew(); started.Elapsed < Limit; await Task.Delay(Pause))
        {
            var task = await GetAsync(href);
            if (task["state"]!.GetValue<string>() is "waiting" or "running" or "canceling")
                continue;
            Assert.That(task["state"]!.GetValue<string>(), Is.EqualTo("completed"), task.ToJsonString());
            return task;
        }

        throw new TimeoutException($"The task {href} did not end within {Limit}.");
    }

    public void Dispose() => client.Dispose();

    private Task<JsonNode> WaitAsync(JsonNode answer) => WaitAsync(answer["task"]!.GetValue<string>());

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body, params HttpStatusCode[] expected)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : Root + path);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.AnyOf([.. expected]), $"{method} {path}: {text}");
        return JsonNode.Parse(text)!;
    }
}
