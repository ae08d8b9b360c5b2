using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pulp.AspNetCore.Tests.Support;

/// <summary>
/// Calls the REST API and reads answers as JSON.
/// </summary>
internal sealed class ApiClient : IDisposable
{
    public const string Root = "/pulp/api/v3/";

    private readonly Func<Guid, Task> waitForTask;

    public ApiClient(HttpClient http, Func<Guid, Task> waitForTask)
    {
        Http = http;
        this.waitForTask = waitForTask;
    }

    public HttpClient Http { get; }

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<ApiAnswer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, Json(body));

    public Task<ApiAnswer> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, Json(body));

    public Task<ApiAnswer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, Json(body));

    public Task<ApiAnswer> PostTextAsync(string path, string body, string contentType = "application/json") =>
        SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, contentType));

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : Root + path) { Content = content };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                content!.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new ApiAnswer(response.StatusCode, text, response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Creates an object and gets it back; the test fails when it is refused.</summary>
    public async Task<JsonNode> CreateAsync(string path, object body)
    {
        var answer = await PostAsync(path, body);
        if (answer.Status == HttpStatusCode.Accepted)
            return await ReadCreatedAsync(await CompletedAsync(answer));
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created), answer.Text);
        return answer.Json;
    }

    /// <summary>Gets the task of an answer and makes sure that it completed.</summary>
    public async Task<JsonNode> CompletedAsync(ApiAnswer answer)
    {
        var task = await FinishedAsync(answer);
        Assert.That((string?)task["state"], Is.EqualTo("completed"), task.ToJsonString());
        return task;
    }

    /// <summary>Gets the task of an answer once it has ended.</summary>
    public async Task<JsonNode> FinishedAsync(ApiAnswer answer)
    {
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Accepted), answer.Text);
        var href = (string)answer.Json["task"]!;
        await waitForTask(Guid.Parse(href.Split('/')[^2]));
        return (await GetAsync(href)).Json;
    }

    public void Dispose() => Http.Dispose();

    private async Task<JsonNode> ReadCreatedAsync(JsonNode task) => (await GetAsync((string)task["created_resources"]![0]!)).Json;

    private static JsonContent? Json(object? body) => body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Default);
}
