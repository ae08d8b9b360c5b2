using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Container;

[TestFixture]
public sealed class LargeLayerTests
{
    private const int Block = 1024 * 1024;
    private const int Blocks = 256;
    private const long MemoryLimit = 64L * 1024 * 1024;

    [Test]
    public async Task A_large_layer_is_pushed_and_pulled_with_little_memory()
    {
        await using var server = await PulpProcess.StartAsync();
        using var client = new HttpClient { BaseAddress = server.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{server.Password}")));

        // What comes with the first requests is not the layer's.
        await PushAsync(client, new Layer(1, seed: 1), isWhole: true);
        await PushAsync(client, new Layer(1, seed: 2), isWhole: false);
        await PullAsync(client, new Layer(1, seed: 1));
        var before = server.PeakMemory;
        var layers = new[] { new Layer(Blocks, seed: 3), new Layer(Blocks, seed: 4) };
        await PushAsync(client, layers[0], isWhole: true);
        await PushAsync(client, layers[1], isWhole: false);
        foreach (var layer in layers)
            await PullAsync(client, layer);
        Assert.That(server.PeakMemory - before, Is.LessThan(MemoryLimit));
    }

    private static async Task PushAsync(HttpClient client, Layer layer, bool isWhole)
    {
        if (isWhole)
        {
            using var posted = await client.PostAsync($"v2/large/app/blobs/uploads/?digest={layer.Digest}", layer);
            Assert.That(posted.StatusCode, Is.EqualTo(HttpStatusCode.Created));
            return;
        }

        using var begun = await client.PostAsync("v2/large/app/blobs/uploads/", null);
        using var patched = await client.PatchAsync(begun.Headers.Location, layer);
        Assert.That(patched.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        using var done = await client.PutAsync($"{begun.Headers.Location!.OriginalString}?digest={layer.Digest}", null);
        Assert.That(done.StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    private static async Task PullAsync(HttpClient client, Layer layer)
    {
        using var pulled = await client.GetAsync($"v2/large/app/blobs/{layer.Digest}", HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await pulled.Content.ReadAsStreamAsync();
        Assert.That("sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(stream)), Is.EqualTo(layer.Digest));
    }

    // Bytes that are made while they are sent.
    private sealed class Layer : HttpContent
    {
        private readonly int blocks;
        private readonly byte[] first = new byte[Block];

        public Layer(int blocks, int seed)
        {
            this.blocks = blocks;
            new Random(seed).NextBytes(first);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (var i = 0; i < blocks; i++)
                hash.AppendData(BlockOf(i));
            Digest = "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
        }

        public string Digest { get; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var i = 0; i < blocks; i++)
                await stream.WriteAsync(BlockOf(i));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = (long)blocks * Block;
            return true;
        }

        private byte[] BlockOf(int number)
        {
            Encoding.ASCII.GetBytes(number.ToString("D8", CultureInfo.InvariantCulture), first);
            return first;
        }
    }
}
