using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace Pulp.Benchmarks;

/// <summary>The calls of the Galaxy API that the rows need, of one distribution.</summary>
internal sealed class GalaxyClient(ServerProcess server, string basePath) : IDisposable
{
    private const string Plugin = "pulp_ansible/galaxy/default/api/v3/plugin/ansible/";
    private readonly HttpClient client = server.CreateClient();

    public Uri Index => new(server.Url, $"{Plugin}content/{basePath}/collections/index/");

    public Uri Search => new(server.Url, $"{Plugin}search/collection-versions/");

    /// <summary>Publishes a collection and waits until its import is complete and its version can be read.</summary>
    public async Task PublishAsync(CollectionFile file)
    {
        using var form = new MultipartFormDataContent();
        using var sha256 = new StringContent(Convert.ToHexStringLower(SHA256.HashData(file.Bytes)));
        using var bytes = new ByteArrayContent(file.Bytes);
        form.Add(sha256, "sha256");
        form.Add(bytes, "file", file.FileName);
        using var answer = await client.PostAsync(new Uri(server.Url, $"pulp_ansible/galaxy/{basePath}/api/v3/artifacts/collections/"), form);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"Publishing {file.FileName} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        var import = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("task").GetString()!;
        while (true)
        {
            var state = await client.GetFromJsonAsync<JsonElement>(import);
            switch (state.GetProperty("state").GetString())
            {
                case "completed":
                    await client.GetByteArrayAsync(new Uri(Index, $"{file.Namespace}/{file.Name}/versions/{file.Version}/"));
                    return;
                case "failed" or "canceled":
                    throw new InvalidOperationException($"Publishing {file.FileName} failed: {state}");
            }

            await Task.Delay(5);
        }
    }

    public void Dispose() => client.Dispose();
}
