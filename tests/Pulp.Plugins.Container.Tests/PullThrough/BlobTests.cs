using Pulp.Digests;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Container.Tests.PullThrough;

[TestFixture]
public sealed class BlobTests : CacheTest
{
    [Test]
    public async Task Many_clients_that_wait_for_one_layer_are_answered_by_one_request()
    {
        var layer = await PullImageAsync(300_000);
        var gate = new TaskCompletionSource();
        Upstream.Map(PathOf(layer), FakeAnswer.Ok(layer) with { Gate = gate.Task });
        var pulls = Enumerable.Range(0, 50).Select(_ => PullAsync($"blobs/{Images.DigestOf(layer)}")).ToList();
        await Upstream.WhenRequestedAsync(PathOf(layer));
        gate.SetResult();
        Assert.That(await Task.WhenAll(pulls), Is.All.EqualTo(layer));
        Assert.That(Upstream.CountOf(PathOf(layer)), Is.EqualTo(1));
    }

    [Test]
    public async Task The_first_bytes_are_passed_on_while_upstream_pauses()
    {
        var layer = await PullImageAsync(300_000);
        Upstream.Map(PathOf(layer), FakeAnswer.Ok(layer) with { StallAfter = 100 });
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var answer = await BeginAsync(layer, limit.Token);
        Assert.That(answer.Content.Headers.ContentLength, Is.EqualTo(layer.Length));
        Assert.That(Header(answer, "Docker-Content-Digest"), Is.EqualTo(Images.DigestOf(layer)));
        var first = new byte[100];
        await (await answer.Content.ReadAsStreamAsync(limit.Token)).ReadExactlyAsync(first, limit.Token);
        Assert.That(first, Is.EqualTo(layer[..100]));
    }

    [Test]
    public async Task A_layer_is_stored_when_its_last_byte_was_answered()
    {
        var layer = await PullImageAsync(300_000);
        Upstream.Map(PathOf(layer), FakeAnswer.Ok(layer));
        await PullAsync($"blobs/{Images.DigestOf(layer)}");
        Assert.That(await IsStoredAsync(layer), Is.True);
    }

    [Test]
    public async Task When_upstream_cuts_the_client_sees_a_cut_and_nothing_is_stored_and_the_next_pull_works()
    {
        var layer = await PullImageAsync(300_000);
        var cut = new TaskCompletionSource();
        Upstream.Map(PathOf(layer), FakeAnswer.Ok(layer) with { CutAfter = 200_000, CutWhen = cut.Task }, FakeAnswer.Ok(layer));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using (var answer = await BeginAsync(layer, limit.Token))
        {
            cut.SetResult();
            Assert.That(async () => await answer.Content.ReadAsByteArrayAsync(limit.Token), Throws.InstanceOf<HttpRequestException>());
        }

        Assert.That(await IsStoredAsync(layer), Is.False);
        Assert.That(Host.CountLeftovers(), Is.Zero);
        Assert.That(await PullAsync($"blobs/{Images.DigestOf(layer)}"), Is.EqualTo(layer));
    }

    [TestCase(300_000)]
    [TestCase(1_000)]
    public async Task A_layer_of_another_digest_is_never_whole_and_never_stored(int size)
    {
        var layer = await PullImageAsync(size);
        Upstream.Map(PathOf(layer), FakeAnswer.Ok(layer) with { FlipBitAt = size - 1 });
        byte[]? whole = null;
        try
        {
            using var answer = await Host.GetAsync($"v2/{Name}/blobs/{Images.DigestOf(layer)}", "admin");
            whole = answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync() : null;
        }
        catch (HttpRequestException)
        {
            // What was on its way already is cut.
        }

        Assert.That(whole, Is.Null);
        Assert.That(await IsStoredAsync(layer), Is.False);
        Assert.That(Host.CountLeftovers(), Is.Zero);
    }

    [TestCase(404, 404, "BLOB_UNKNOWN")]
    [TestCase(429, 429, "TOOMANYREQUESTS")]
    [TestCase(500, 502, "UNAVAILABLE")]
    [TestCase(401, 502, "UNAVAILABLE")]
    public async Task What_upstream_answers_for_a_layer_is_passed_on(int status, int expected, string code)
    {
        var layer = await PullImageAsync(1_000);
        Upstream.Map(PathOf(layer), FakeAnswer.Of(status));
        await RefuseAsync($"blobs/{Images.DigestOf(layer)}", expected, code);
    }

    [Test]
    public async Task A_layer_whose_upstream_cannot_be_reached_is_a_gateway_timeout()
    {
        var layer = await PullImageAsync(1_000);
        Upstream.Map(PathOf(layer), new FakeAnswer { Drop = true });
        await RefuseAsync($"blobs/{Images.DigestOf(layer)}", 504, "UNAVAILABLE");
    }

    [Test]
    public async Task A_blob_that_no_manifest_names_is_asked_for_and_kept()
    {
        await PullImageAsync(1_000);
        var blob = BytesOf(200_000);
        Registry.PutBlobs(blob);
        Assert.That(await PullAsync($"blobs/{Images.DigestOf(blob)}"), Is.EqualTo(blob));
        await Host.FlushPullThroughAsync();
        Assert.That((await Host.LatestAsync(Name))!.Summary.Present["container.blob"], Is.EqualTo(3));
        await RefuseAsync($"blobs/{Images.DigestOf(BytesOf(20))}", 404, "BLOB_UNKNOWN");
        await RefuseAsync($"blobs/{Images.DigestOf(BytesOf(30))}", 401, "UNAUTHORIZED", user: null);
    }

    [Test]
    public async Task Two_images_that_share_a_layer_fetch_it_once()
    {
        var layer = await PullImageAsync(100_000);
        Registry.PutBlobs(layer, Images.Config(label: "sharing"));
        var sharing = Images.Image(Images.Config(label: "sharing"), [layer]);
        Registry.Put("sharing", sharing);
        await PullAsync($"blobs/{Images.DigestOf(layer)}");
        await PullAsync("manifests/sharing");
        await PullAsync($"blobs/{Images.DigestOf(layer)}");
        Assert.That(Upstream.CountOf(PathOf(layer)), Is.EqualTo(1));
    }

    private static byte[] BytesOf(int size)
    {
        var bytes = new byte[size];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }

    private async Task<HttpResponseMessage> BeginAsync(byte[] layer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v2/{Name}/blobs/{Images.DigestOf(layer)}");
        return await Host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private string PathOf(byte[] blob) => Registry.PathOf($"blobs/{Images.DigestOf(blob)}");

    // The layer is not upstream until the test puts it there.
    private async Task<byte[]> PullImageAsync(int size)
    {
        var (config, layer) = (Images.Config(label: Guid.NewGuid().ToString()), BytesOf(size));
        Registry.PutBlobs(config).Put("latest", Images.Image(config, [layer]));
        await PullAsync("manifests/latest");
        return layer;
    }

    private async Task<bool> IsStoredAsync(byte[] bytes) =>
        (await Host.Database.ReadAsync(session => session.Artifacts.FindAsync(Domains.Domain.DefaultId, [Digest.Sha256(System.Security.Cryptography.SHA256.HashData(bytes))]))).Count > 0;
}
