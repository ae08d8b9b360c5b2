using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Pulp.Benchmarks;

/// <summary>The calls of the registry protocol that the rows need, to any registry.</summary>
internal sealed class RegistryClient : IDisposable
{
    private readonly HttpClient client;

    private RegistryClient(HttpClient client) => this.client = client;

    /// <summary>Creates a client that needs no login.</summary>
    public static RegistryClient Create(Uri registry) => new(new HttpClient { BaseAddress = registry, Timeout = TimeSpan.FromMinutes(2) });

    /// <summary>Creates a client that logs in with every request.</summary>
    public static RegistryClient Create(ServerProcess server) => new(server.CreateClient());

    /// <summary>Gets a token by which a user pulls a repository.</summary>
    public static async Task<string> PullTokenAsync(Uri registry, string name, string username, string password)
    {
        using var login = new HttpClient();
        login.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}")));
        using var answer = await login.GetAsync(new Uri(registry, $"token/?service=pulp&scope=repository:{name}:pull"));
        await RequireAsync(answer);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        return document.RootElement.GetProperty("token").GetString()!;
    }

    public async Task PushBlobAsync(string name, string digest, HttpContent content)
    {
        var location = await BeginAsync(name);
        using var put = await client.PutAsync(With(location, $"digest={Uri.EscapeDataString(digest)}"), content);
        await RequireAsync(put);
    }

    /// <summary>Pushes a blob as docker and podman do: the bytes by PATCH, the digest afterwards.</summary>
    public async Task StreamBlobAsync(string name, Func<string> digest, HttpContent content)
    {
        using var patch = new HttpRequestMessage(HttpMethod.Patch, await BeginAsync(name)) { Content = content };
        using var patched = await client.SendAsync(patch);
        await RequireAsync(patched);
        using var put = await client.PutAsync(With(patched.Headers.Location!.ToString(), $"digest={Uri.EscapeDataString(digest())}"), null);
        await RequireAsync(put);
    }

    public async Task PushManifestAsync(string name, string reference, byte[] manifest)
    {
        using var content = new ByteArrayContent(manifest);
        content.Headers.ContentType = new MediaTypeHeaderValue(OciImage.ManifestType);
        using var put = await client.PutAsync($"v2/{name}/manifests/{reference}", content);
        await RequireAsync(put);
    }

    /// <summary>Pushes an image of one random layer.</summary>
    public async Task PushImageAsync(string name, string tag, int size)
    {
        var layer = new byte[size];
        Random.Shared.NextBytes(layer);
        var digest = OciImage.DigestOf(layer);
        var config = OciImage.ConfigOf([digest]);
        using var layerContent = new ByteArrayContent(layer);
        using var configContent = new ByteArrayContent(config);
        await PushBlobAsync(name, digest, layerContent);
        await PushBlobAsync(name, OciImage.DigestOf(config), configContent);
        await PushManifestAsync(name, tag, OciImage.ManifestOf(config, [(digest, size)]));
    }

    public async Task<int> CountTagsAsync(string name)
    {
        using var document = JsonDocument.Parse(await client.GetByteArrayAsync($"v2/{name}/tags/list"));
        return document.RootElement.GetProperty("tags").GetArrayLength();
    }

    /// <summary>Reads a blob to its end and returns how many bytes came.</summary>
    public async Task<long> ReadBlobAsync(string name, string digest)
    {
        using var answer = await client.GetAsync($"v2/{name}/blobs/{digest}", HttpCompletionOption.ResponseHeadersRead);
        await RequireAsync(answer);
        var body = await answer.Content.ReadAsStreamAsync();
        await using var disposing = body;
        var buffer = new byte[128 * 1024];
        var total = 0L;
        while (await body.ReadAsync(buffer) is var read and > 0)
            total += read;
        return total;
    }

    public void Dispose() => client.Dispose();

    private async Task<string> BeginAsync(string name)
    {
        using var begun = await client.PostAsync($"v2/{name}/blobs/uploads/", null);
        await RequireAsync(begun);
        return begun.Headers.Location!.ToString();
    }

    private static string With(string location, string query) => string.Create(CultureInfo.InvariantCulture, $"{location}{(location.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}");

    private static async Task RequireAsync(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }
}
