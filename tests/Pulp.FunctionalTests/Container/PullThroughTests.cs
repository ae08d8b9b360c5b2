using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Pulp.FunctionalTests.Support;
using static Pulp.FunctionalTests.Stories;

namespace Pulp.FunctionalTests.Container;

[TestFixture]
[Category("RealClients")]
public sealed class PullThroughTests
{
    private TemporaryFolder folder = null!;
    private OciLayout layout = null!;

    [SetUp]
    public void MakeLayout()
    {
        Prerequisite.Require(Prerequisite.Podman, Prerequisite.Skopeo, Prerequisite.DockerRegistry);
        folder = new TemporaryFolder();
        layout = new OciLayout(folder.Below("layout"));
    }

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public async Task Podman_pulls_through_a_cache_and_again_when_the_registry_is_gone()
    {
        layout.Name("3", layout.AddImage([("001", "one"), ("002", "two")]));
        await using var upstream = await DockerRegistry.StartAsync();
        (await upstream.FillAsync($"oci:{layout.Folder}:3", "library/alpine:3")).Succeeded();
        await CreateCacheAsync("podman-cache", upstream.Url);
        var (first, second, third) = (new Podman(folder, "first"), new Podman(folder, "second"), new Podman(folder, "third"));

        Assert.That((await first.PullAnonymouslyAsync(Host, "podman-cache/library/alpine:3")).ExitCode, Is.Not.Zero);
        (await first.PullAsync(Host, "podman-cache/library/alpine:3")).Succeeded();
        await upstream.StopAsync();
        (await second.PullAsync(Host, "podman-cache/library/alpine:3")).Succeeded();
        (await third.PullAnonymouslyAsync(Host, "podman-cache/library/alpine:3")).Succeeded();

        foreach (var machine in new[] { first, second, third })
        {
            var labels = (await machine.RunAsync("image", "inspect", "--format", "{{.Labels}}", $"{Host.Url.Authority}/podman-cache/library/alpine:3")).Succeeded();
            Assert.That(labels.Output, Does.Contain("made.for:tests"));
        }
    }

    [Test]
    public async Task Of_an_image_for_several_platforms_only_the_one_that_is_asked_for_is_fetched()
    {
        layout.Name("multi", layout.AddIndex((layout.AddImage([("x", "amd")]), "amd64"), (layout.AddImage([("x", "arm"), ("y", "more")], "arm64"), "arm64")));
        await using var upstream = await DockerRegistry.StartAsync();
        (await upstream.FillAsync($"oci:{layout.Folder}:multi", "team/app:multi")).Succeeded();
        await CreateCacheAsync("platform-cache", upstream.Url);

        (await new Podman(folder, "amd").PullAsync(Host, "platform-cache/team/app:multi", "--arch", "amd64")).Succeeded();
        Assert.That(await PresentAsync("platform-cache/team/app"), Is.EqualTo((Tags: 1, Manifests: 2, Blobs: 2)));

        // All of it, byte for byte.
        (await Tool.RunAsync(
            Prerequisite.Skopeo,
            ["--insecure-policy", "copy", "--all", "--preserve-digests", "--src-tls-verify=false", "--src-creds", $"admin:{Host.Password}", Skopeo.At(Host, "platform-cache/team/app:multi"), $"oci:{folder.Below("all")}:multi"],
            folder.Path)).Succeeded();
        Assert.That(OciLayout.BlobsOf(folder.Below("all")), Is.EqualTo(OciLayout.BlobsOf(layout.Folder)));
        Assert.That(await PresentAsync("platform-cache/team/app"), Is.EqualTo((Tags: 1, Manifests: 3, Blobs: 5)));
    }

    [Test]
    public async Task A_large_layer_passes_through_in_little_memory()
    {
        var layer = new byte[256 * 1024 * 1024];
        for (var i = 0; i < layer.Length; i += 4096)
            BitConverter.TryWriteBytes(layer.AsSpan(i), i);
        var config = """{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"""u8.ToArray();
        var manifest = System.Text.Encoding.UTF8.GetBytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = OciLayout.ManifestType,
            ["config"] = Describe("application/vnd.oci.image.config.v1+json", config),
            ["layers"] = new JsonArray(Describe("application/vnd.oci.image.layer.v1.tar", layer)),
        }.ToJsonString());
        await using var upstream = await DockerRegistry.StartAsync();
        foreach (var blob in new[] { config, layer })
            await upstream.PutBlobAsync("large", DigestOf(blob), blob);
        await upstream.PutManifestAsync("large", "1", manifest, OciLayout.ManifestType);
        await using var server = await PulpProcess.StartAsync();
        await CreateCacheAsync("large-cache", upstream.Url, server);
        using var client = new HttpClient { BaseAddress = server.Url };
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"admin:{server.Password}")));
        Assert.That(await client.GetByteArrayAsync("v2/large-cache/large/manifests/1"), Is.EqualTo(manifest));

        var before = server.PeakMemory;
        var pulled = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var stream = await client.GetStreamAsync($"v2/large-cache/large/blobs/{DigestOf(layer)}");
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
        }));

        Assert.That(pulled.Select(hash => "sha256:" + hash), Is.All.EqualTo(DigestOf(layer)));
        Assert.That(server.PeakMemory - before, Is.LessThan(64 * 1024 * 1024));
    }

    private static JsonObject Describe(string mediaType, byte[] bytes) => new() { ["mediaType"] = mediaType, ["digest"] = DigestOf(bytes), ["size"] = bytes.Length };

    private static string DigestOf(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static async Task CreateCacheAsync(string name, string url, PulpProcess? server = null)
    {
        var api = (server ?? Host).Api;
        var remote = await api.CreateAsync("remotes/container/pull-through/", new { name, url, max_retries = 0 });
        await api.CreateAsync("distributions/container/pull-through/", new { name, base_path = name, remote = PulpApi.Href(remote) });
    }

    private static async Task<(int Tags, int Manifests, int Blobs)> PresentAsync(string name)
    {
        var repository = (await Host.Api.GetAsync($"repositories/container/container/?name={name}"))["results"]![0]!;
        var present = (await Host.Api.GetAsync(await Host.Api.LatestVersionAsync(repository)))["content_summary"]!["present"]!;
        return (CountOf("container.tag"), CountOf("container.manifest"), CountOf("container.blob"));

        int CountOf(string type) => present[type]?["count"]?.GetValue<int>() ?? 0;
    }
}
