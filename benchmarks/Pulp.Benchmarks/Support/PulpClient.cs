using System.Net.Http.Json;
using System.Text.Json;

namespace Pulp.Benchmarks;

/// <summary>The calls to the REST interface that the rows need.</summary>
internal sealed class PulpClient(ServerProcess server) : IDisposable
{
    private const string Api = "pulp/api/v3/";
    private readonly HttpClient client = server.CreateClient();

    public async Task<string> CreateAsync(string endpoint, object body)
    {
        using var response = await client.PostAsJsonAsync(Api + endpoint, body);
        var answer = await ReadAsync(response);
        return answer.TryGetProperty("task", out var task)
            ? (await EndAsync(task.GetString()!, TimeSpan.FromMilliseconds(5))).GetProperty("created_resources")[0].GetString()!
            : answer.GetProperty("pulp_href").GetString()!;
    }

    public async Task<JsonElement> RunAsync(string href, object body, TimeSpan poll)
    {
        using var response = await client.PostAsJsonAsync(href, body);
        return await EndAsync((await ReadAsync(response)).GetProperty("task").GetString()!, poll);
    }

    public async Task PostAsync(string href, object body)
    {
        using var response = await client.PostAsJsonAsync(href, body);
        await ReadAsync(response);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await client.GetAsync(path.StartsWith('/') ? path : Api + path);
        return await ReadAsync(response);
    }

    public async Task UploadAsync(string endpoint, string repository, string fileName, byte[] file)
    {
        using var form = new MultipartFormDataContent();
        using var bytes = new ByteArrayContent(file);
        using var path = new StringContent(fileName);
        using var text = new StringContent(repository);
        form.Add(bytes, "file", fileName);
        form.Add(text, "repository");
        form.Add(path, "relative_path");
        using var response = await client.PostAsync(Api + endpoint, form);
        var answer = await ReadAsync(response);
        if (answer.TryGetProperty("task", out var task))
            await EndAsync(task.GetString()!, TimeSpan.FromMilliseconds(1));
    }

    public Task<byte[]> GetBytesAsync(string path) => client.GetByteArrayAsync(path);

    public void Dispose() => client.Dispose();

    private async Task<JsonElement> EndAsync(string task, TimeSpan poll)
    {
        while (true)
        {
            var state = await GetAsync(task);
            switch (state.GetProperty("state").GetString())
            {
                case "completed":
                    return state;
                case "failed" or "canceled":
                    throw new InvalidOperationException($"A task failed: {state}");
            }

            await Task.Delay(poll);
        }
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
