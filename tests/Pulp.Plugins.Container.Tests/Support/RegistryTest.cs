using System.Net.Http.Headers;
using System.Text.Json;
using Pulp.Plugins.Container.Manifests;

namespace Pulp.Plugins.Container.Tests.Support;

/// <summary>Runs one registry for all tests of a class; each test uses repositories of its own.</summary>
public abstract class RegistryTest
{
    internal RegistryHost Host { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Start() => Host = await StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await Host.DisposeAsync();

    private protected virtual Task<RegistryHost> StartAsync() => RegistryHost.StartAsync();

    internal static StringContent Json(byte[] bytes, string? mediaType = ManifestMediaTypes.OciManifest)
    {
        var content = new StringContent(System.Text.Encoding.UTF8.GetString(bytes));
        content.Headers.ContentType = mediaType is null ? null : new MediaTypeHeaderValue(mediaType);
        return content;
    }

    internal async Task<HttpResponseMessage> PushBlobAsync(string name, byte[] bytes, string? user = "admin") => await Host.SendAsync(
        HttpMethod.Post, $"v2/{name}/blobs/uploads/?digest={Images.DigestOf(bytes)}", new ByteArrayContent(bytes), user);

    internal async Task<HttpResponseMessage> PutManifestAsync(string name, string reference, byte[] manifest, string? mediaType = ManifestMediaTypes.OciManifest, string? user = "admin") =>
        await Host.SendAsync(HttpMethod.Put, $"v2/{name}/manifests/{reference}", Json(manifest, mediaType), user);

    /// <summary>Pushes an image with its parts.</summary>
    internal async Task<byte[]> PushImageAsync(string name, string reference, string seed, params string[] layers)
    {
        var config = Images.Config(label: seed);
        var parts = layers.Select(Images.Bytes).ToList();
        foreach (var part in parts.Append(config))
            await AssertAsync(await PushBlobAsync(name, part), 201);
        var manifest = Images.Image(config, parts);
        await AssertAsync(await PutManifestAsync(name, reference == "@" ? Images.DigestOf(manifest) : reference, manifest), 201);
        return manifest;
    }

    internal static async Task AssertAsync(HttpResponseMessage answer, int status, string? code = null)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(status), text);
        if (code is not null)
            Assert.That(JsonDocument.Parse(text).RootElement.GetProperty("errors")[0].GetProperty("code").GetString(), Is.EqualTo(code), text);
    }

    internal static string Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
}
