using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Pulp.Testing.Hosting;

/// <summary>
/// Calls the REST API as one user, and reads answers as JSON.
/// </summary>
/// <remarks>Paths are below <c>/pulp/api/v3/</c>, or hrefs as the API gives them. Safe to use concurrently.</remarks>
public sealed class RestClient : IDisposable
{
    /// <summary>The path of the API.</summary>
    public const string Root = "/pulp/api/v3/";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly Func<Guid, Task> waitForTask;

    /// <summary>Initializes the client.</summary>
    /// <param name="http">Sends the requests, with the user's login; it is disposed with the client.</param>
    /// <param name="waitForTask">Waits until a task has ended, however.</param>
    public RestClient(HttpClient http, Func<Guid, Task> waitForTask)
    {
        Http = http;
        this.waitForTask = waitForTask;
    }

    /// <summary>Gets what sends the requests.</summary>
    public HttpClient Http { get; }

    /// <summary>Sends GET.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The answer.</returns>
    public Task<RestAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>Sends DELETE.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The answer.</returns>
    public Task<RestAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <summary>Sends POST.</summary>
    /// <param name="path">The path.</param>
    /// <param name="body">What becomes the JSON document; null for none.</param>
    /// <returns>The answer.</returns>
    public Task<RestAnswer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, Json(body));

    /// <summary>Sends PATCH.</summary>
    /// <param name="path">The path.</param>
    /// <param name="body">What becomes the JSON document.</param>
    /// <returns>The answer.</returns>
    public Task<RestAnswer> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, Json(body));

    /// <summary>Sends PUT.</summary>
    /// <param name="path">The path.</param>
    /// <param name="body">What becomes the JSON document.</param>
    /// <returns>The answer.</returns>
    public Task<RestAnswer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, Json(body));

    /// <summary>Sends POST with a body as it is.</summary>
    /// <param name="path">The path.</param>
    /// <param name="body">The body.</param>
    /// <param name="contentType">Its media type.</param>
    /// <returns>The answer.</returns>
    public Task<RestAnswer> PostTextAsync(string path, string body, string contentType = "application/json") =>
        SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, contentType));

    /// <summary>Sends a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path.</param>
    /// <param name="content">The body.</param>
    /// <param name="headers">Further headers.</param>
    /// <returns>The answer.</returns>
    public async Task<RestAnswer> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : Root + path) { Content = content };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                content!.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new RestAnswer(response.StatusCode, text, response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Gets what is there; the test fails when it is not.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The object or list.</returns>
    public async Task<JsonNode> ReadAsync(string path)
    {
        var answer = await GetAsync(path);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), $"{path}: {answer.Text}");
        return answer.Json;
    }

    /// <summary>Creates an object, at once or through a task, and gets it back; the test fails when it is refused.</summary>
    /// <param name="path">The path of the collection.</param>
    /// <param name="body">What becomes the JSON document.</param>
    /// <returns>The object.</returns>
    public async Task<JsonNode> CreateAsync(string path, object body)
    {
        var answer = await PostAsync(path, body);
        if (answer.Status == HttpStatusCode.Accepted)
            return await ReadCreatedAsync(await CompletedAsync(answer));
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created), answer.Text);
        return answer.Json;
    }

    /// <summary>Gets the first object that a completed task has created.</summary>
    /// <param name="task">The task.</param>
    /// <returns>The object.</returns>
    public Task<JsonNode> ReadCreatedAsync(JsonNode task) => ReadAsync((string)task["created_resources"]![0]!);

    /// <summary>Gets the task of an answer, waits for its end and makes sure that it completed.</summary>
    /// <param name="answer">The answer: 202 with the task's address.</param>
    /// <returns>The task.</returns>
    public async Task<JsonNode> CompletedAsync(RestAnswer answer)
    {
        var task = await FinishedAsync(answer);
        Assert.That((string?)task["state"], Is.EqualTo("completed"), task.ToJsonString());
        return task;
    }

    /// <summary>Gets the task of an answer once it has ended, well or not.</summary>
    /// <param name="answer">The answer: 202 with the task's address.</param>
    /// <returns>The task.</returns>
    public async Task<JsonNode> FinishedAsync(RestAnswer answer)
    {
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Accepted), answer.Text);
        var href = (string)answer.Json["task"]!;
        await waitForTask(Guid.Parse(href.Split('/')[^2])).WaitAsync(Limit);
        return await ReadAsync(href);
    }

    /// <inheritdoc/>
    public void Dispose() => Http.Dispose();

    private static JsonContent? Json(object? body) => body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Default);
}
