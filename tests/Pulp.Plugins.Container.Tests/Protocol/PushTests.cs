using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Pushing;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Protocol;

[TestFixture]
public sealed class PushTests : RegistryTest
{
    [Test]
    public async Task The_first_push_makes_repository_and_distribution_and_each_tag_one_version()
    {
        var manifest = await PushImageAsync("push/first", "one", "first", "001", "002");
        var version = await Host.LatestAsync("push/first");
        Assert.That(version!.Number, Is.EqualTo(1));
        Assert.That(version.Summary.Present, Is.EquivalentTo(new Dictionary<string, long> { ["container.blob"] = 3, ["container.manifest"] = 1, ["container.tag"] = 1 }));
        await AssertAsync(await PutManifestAsync("push/first", "two", manifest), 201);
        Assert.That((await Host.LatestAsync("push/first"))!.Number, Is.EqualTo(2));
        var shown = await Host.GetJsonAsync("pulp/api/v3/distributions/container/container/?base_path=push/first");
        Assert.That(shown.GetProperty("count").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task Facts_of_an_image_come_from_its_configuration()
    {
        var manifest = await PushImageAsync("push/facts", "one", "facts");
        var shown = (await Host.GetJsonAsync($"pulp/api/v3/content/container/manifests/?digest={Images.DigestOf(manifest)}")).GetProperty("results")[0];
        Assert.That(shown.GetProperty("architecture").GetString(), Is.EqualTo("amd64"));
        Assert.That(shown.GetProperty("labels").GetProperty("name").GetString(), Is.EqualTo("facts"));
    }

    [Test]
    public async Task A_blob_is_pushed_in_parts_with_exact_offsets()
    {
        var bytes = Images.Bytes("0123456789");
        var location = await BeginAsync("push/parts");
        using (var first = await Host.SendAsync(HttpMethod.Patch, location, new ByteArrayContent(bytes[..4]), headers: ("Content-Range", "0-3")))
        {
            await AssertAsync(first, 202);
            Assert.That(Header(first, "Range"), Is.EqualTo("0-3"));
        }

        using (var early = await Host.SendAsync(HttpMethod.Patch, location, new ByteArrayContent(bytes[6..]), headers: ("Content-Range", "6-9")))
        {
            await AssertAsync(early, 416, "BLOB_UPLOAD_INVALID");
            Assert.That(Header(early, "Range"), Is.EqualTo("0-3"));
        }

        await AssertAsync(await Host.SendAsync(HttpMethod.Patch, location, new ByteArrayContent(bytes[4..6]), headers: ("Content-Range", "4-9")), 400, "SIZE_INVALID");
        await AssertAsync(await Host.SendAsync(HttpMethod.Patch, location, new ByteArrayContent(bytes[4..6]), headers: ("Content-Range", "x")), 400, "BLOB_UPLOAD_INVALID");
        using (var status = await Host.SendAsync(HttpMethod.Get, location))
        {
            await AssertAsync(status, 204);
            Assert.That(Header(status, "Range"), Is.EqualTo("0-3"));
            Assert.That(status.Headers.Location!.OriginalString, Is.EqualTo(location));
        }

        await AssertAsync(await Host.SendAsync(HttpMethod.Put, $"{location}?digest={Images.DigestOf(bytes)}", new ByteArrayContent(bytes[5..]), headers: ("Content-Range", "5-9")), 416);
        using var put = await Host.SendAsync(HttpMethod.Put, $"{location}?digest={Images.DigestOf(bytes)}", new ByteArrayContent(bytes[4..]), headers: ("Content-Range", "4-9"));
        await AssertAsync(put, 201);
        Assert.That(put.Headers.Location!.OriginalString, Is.EqualTo($"/v2/push/parts/blobs/{Images.DigestOf(bytes)}"));
        Assert.That(Header(put, "Docker-Content-Digest"), Is.EqualTo(Images.DigestOf(bytes)));
        using var pulled = await Host.GetAsync($"v2/push/parts/blobs/{Images.DigestOf(bytes)}");
        Assert.That(await pulled.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes));
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, location), 404, "BLOB_UPLOAD_UNKNOWN");
    }

    [Test]
    public async Task A_blob_is_streamed_without_a_range_and_closed_by_an_empty_put()
    {
        var bytes = new byte[1_000_000];
        new Random(2).NextBytes(bytes);
        var location = await BeginAsync("push/stream");
        await AssertAsync(await Host.SendAsync(HttpMethod.Patch, location, new StreamContent(new MemoryStream(bytes)), headers: ("Transfer-Encoding", "chunked")), 202);
        await AssertAsync(await Host.SendAsync(HttpMethod.Put, $"{location}?digest={Images.DigestOf(bytes)}"), 201);
        using var pulled = await Host.GetAsync($"v2/push/stream/blobs/{Images.DigestOf(bytes)}");
        Assert.That(await pulled.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes));
    }

    [Test]
    public async Task A_cut_connection_leaves_what_came_and_the_client_goes_on_from_there()
    {
        var bytes = new byte[400_000];
        new Random(3).NextBytes(bytes);
        var location = await BeginAsync("push/cut");
        using (var cut = new CancellationTokenSource())
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, location) { Content = new StreamContent(new CutStream(bytes[..300_000], cut)) };
            request.Headers.Authorization = Basic();
            Assert.That(async () => await Host.Client.SendAsync(request, cut.Token), Throws.InstanceOf<Exception>());
        }

        var received = await WaitForRangeAsync(location);
        Assert.That(received, Is.LessThanOrEqualTo(300_000));
        await AssertAsync(
            await Host.SendAsync(HttpMethod.Patch, location, new ByteArrayContent(bytes[received..]), headers: ("Content-Range", $"{received}-{bytes.Length - 1}")), 202);
        await AssertAsync(await Host.SendAsync(HttpMethod.Put, $"{location}?digest={Images.DigestOf(bytes)}"), 201);
    }

    [Test]
    public async Task A_wrong_digest_stores_nothing()
    {
        var (bytes, other) = (Images.Bytes("what comes"), Images.DigestOf(Images.Bytes("what was stated")));
        var location = await BeginAsync("push/wrong");
        await AssertAsync(await Host.SendAsync(HttpMethod.Put, $"{location}?digest={other}", new ByteArrayContent(bytes)), 400, "DIGEST_INVALID");
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, $"v2/push/wrong/blobs/uploads/?digest={other}", new ByteArrayContent(bytes)), 400, "DIGEST_INVALID");
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, "v2/push/wrong/blobs/uploads/?digest=sha256:x", new ByteArrayContent(bytes)), 400, "DIGEST_INVALID");
        Assert.That(Host.CountLeftovers(), Is.Zero);
        Assert.That((await Host.GetJsonAsync($"pulp/api/v3/content/container/blobs/?digest={Images.DigestOf(bytes)}")).GetProperty("count").GetInt32(), Is.Zero);
    }

    [Test]
    public async Task An_empty_blob_is_a_blob()
    {
        await AssertAsync(await Host.SendAsync(HttpMethod.Put, $"{await BeginAsync("push/empty")}?digest={Images.DigestOf([])}"), 201);
        using var pulled = await Host.GetAsync($"v2/push/empty/blobs/{Images.DigestOf([])}");
        Assert.That(await pulled.Content.ReadAsByteArrayAsync(), Is.Empty);
        Assert.That(pulled.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_cancelled_upload_is_gone()
    {
        var location = await BeginAsync("push/cancel");
        await AssertAsync(await Host.SendAsync(HttpMethod.Patch, location, new ByteArrayContent(new byte[300_000])), 202);
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, location), 204);
        await AssertAsync(await Host.SendAsync(HttpMethod.Patch, location, new ByteArrayContent([1])), 404, "BLOB_UPLOAD_UNKNOWN");
        Assert.That(Host.CountLeftovers(), Is.Zero);
    }

    [Test]
    public async Task An_upload_belongs_to_its_user_and_repository()
    {
        var user = await Host.CreateUserAsync("other-pusher");
        await Host.GrantAsync(user, "container.containerdistribution_creator");
        await Host.GrantAsync(user, "container.containerrepository_creator");
        var location = await BeginAsync("push/mine");
        await AssertAsync(await Host.SendAsync(HttpMethod.Patch, location, new ByteArrayContent([1]), "other-pusher"), 404, "BLOB_UPLOAD_UNKNOWN");
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, location, user: "other-pusher"), 404, "BLOB_UPLOAD_UNKNOWN");
        await AssertAsync(await Host.SendAsync(HttpMethod.Patch, location.Replace("push/mine", "push/yours", StringComparison.Ordinal), new ByteArrayContent([1])), 404, "BLOB_UPLOAD_UNKNOWN");
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/push/mine/blobs/uploads/" + Guid.NewGuid()), 404, "BLOB_UPLOAD_UNKNOWN");
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/push/mine/blobs/uploads/x"), 404, "BLOB_UPLOAD_UNKNOWN");
    }

    [Test]
    public async Task A_blob_is_mounted_from_a_repository_that_the_user_may_read()
    {
        var bytes = Images.Bytes("mounted");
        var digest = Images.DigestOf(bytes);
        await AssertAsync(await PushBlobAsync("push/source", bytes), 201);
        using (var mounted = await Host.SendAsync(HttpMethod.Post, $"v2/push/target/blobs/uploads/?mount={digest}&from=push/source"))
        {
            await AssertAsync(mounted, 201);
            Assert.That(mounted.Headers.Location!.OriginalString, Is.EqualTo($"/v2/push/target/blobs/{digest}"));
        }

        await AssertAsync(await Host.GetAsync($"v2/push/target/blobs/{digest}"), 200);
        using var missing = await Host.SendAsync(HttpMethod.Post, $"v2/push/target/blobs/uploads/?mount={Images.DigestOf(Images.Bytes("none"))}&from=push/source");
        await AssertAsync(missing, 202);
        Assert.That(missing.Headers.Location!.OriginalString, Does.StartWith("/v2/push/target/blobs/uploads/"));
    }

    [Test]
    public async Task A_blob_is_not_mounted_from_a_repository_that_the_user_may_not_read()
    {
        var bytes = Images.Bytes("secret layer");
        await Host.CreateRepositoryAsync("push/secret", isPrivate: true);
        await AssertAsync(await PushBlobAsync("push/secret", bytes), 201);
        var user = await Host.CreateUserAsync("mounter");
        await Host.GrantAsync(user, "container.containerdistribution_creator");
        await Host.GrantAsync(user, "container.containerrepository_creator");
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, $"v2/push/stolen/blobs/uploads/?mount={Images.DigestOf(bytes)}&from=push/secret", user: "mounter"), 202);
        await AssertAsync(await PushBlobAsync("push/stolen", Images.Config(), "mounter"), 201);
        await AssertAsync(await Host.GetAsync($"v2/push/stolen/blobs/{Images.DigestOf(bytes)}", "mounter"), 404, "BLOB_UNKNOWN");
        await AssertAsync(await PutManifestAsync("push/stolen", "x", Images.Image(Images.Config(), [bytes]), user: "mounter"), 404, "MANIFEST_BLOB_UNKNOWN");
    }

    [Test]
    public async Task A_manifest_waits_for_a_tag_and_is_served_meanwhile()
    {
        var manifest = await PushImageAsync("push/waiting", "@", "waiting", "w1");
        Assert.That((await Host.LatestAsync("push/waiting"))!.Number, Is.Zero);
        using (var pulled = await Host.GetAsync($"v2/push/waiting/manifests/{Images.DigestOf(manifest)}"))
        {
            Assert.That(await pulled.Content.ReadAsByteArrayAsync(), Is.EqualTo(manifest));
            Assert.That(Header(pulled, "Docker-Content-Digest"), Is.EqualTo(Images.DigestOf(manifest)));
        }

        var index = Images.Index(manifest);
        await AssertAsync(await PutManifestAsync("push/waiting", "multi", index, ManifestMediaTypes.OciIndex), 201);
        var version = await Host.LatestAsync("push/waiting");
        Assert.That(version!.Number, Is.EqualTo(1));
        Assert.That(version.Summary.Present, Is.EquivalentTo(new Dictionary<string, long> { ["container.blob"] = 2, ["container.manifest"] = 2, ["container.tag"] = 1 }));
    }

    [Test]
    public async Task Several_tags_of_one_push_make_one_version()
    {
        var config = Images.Config(label: "tags");
        await AssertAsync(await PushBlobAsync("push/tags", config), 201);
        var manifest = Images.Image(config, []);
        using var pushed = await PutManifestAsync("push/tags", $"{Images.DigestOf(manifest)}?tag=1&tag=1.2&tag=latest", manifest);
        await AssertAsync(pushed, 201);
        Assert.That(Header(pushed, "OCI-Tag"), Is.EqualTo("1, 1.2, latest"));
        Assert.That((await Host.LatestAsync("push/tags"))!.Number, Is.EqualTo(1));
        await AssertAsync(await Host.GetAsync("v2/push/tags/manifests/1.2"), 200);
    }

    [Test]
    public async Task A_manifest_without_its_parts_is_refused()
    {
        var config = Images.Config(label: "parts");
        await AssertAsync(await PushBlobAsync("push/missing", config), 201);
        await AssertAsync(await PutManifestAsync("push/missing", "x", Images.Image(config, [Images.Bytes("never pushed")])), 404, "MANIFEST_BLOB_UNKNOWN");
        await AssertAsync(await PutManifestAsync("push/missing", "x", Images.Index(Images.Image(config, [])), ManifestMediaTypes.OciIndex), 404, "MANIFEST_BLOB_UNKNOWN");
        Assert.That((await Host.LatestAsync("push/missing"))!.Number, Is.Zero);
    }

    [Test]
    public async Task A_manifest_that_states_another_size_is_refused()
    {
        var config = Images.Config(label: "size");
        await AssertAsync(await PushBlobAsync("push/size", config), 201);
        var wrong = Images.Bytes(System.Text.Encoding.UTF8.GetString(Images.Image(config, [])).Replace($"\"size\":{config.Length}", $"\"size\":{config.Length + 1}", StringComparison.Ordinal));
        await AssertAsync(await PutManifestAsync("push/size", "x", wrong), 400, "SIZE_INVALID");
    }

    [TestCase("-x", 400, "MANIFEST_INVALID")]
    [TestCase("a:b", 400, "DIGEST_INVALID")]
    [TestCase("sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 400, "DIGEST_INVALID")]
    public async Task A_manifest_under_a_wrong_name_is_refused(string reference, int status, string code)
    {
        var config = Images.Config(label: "named");
        await AssertAsync(await PushBlobAsync("push/named", config), 201);
        await AssertAsync(await PutManifestAsync("push/named", reference, Images.Image(config, [])), status, code);
    }

    [Test]
    public async Task A_manifest_above_4_MiB_is_refused_before_it_is_read()
    {
        await AssertAsync(await PutManifestAsync("push/large", "x", new byte[ManifestReader.MaximumSize + 1]), 413, "MANIFEST_INVALID");
    }

    [Test]
    public async Task A_malformed_name_takes_nothing()
    {
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, "v2/Push/Upper/blobs/uploads/"), 400, "NAME_INVALID");
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, $"v2/{new string('a', 300)}/blobs/uploads/"), 400, "NAME_INVALID");
    }

    [Test]
    public async Task Pushes_in_parallel_all_land()
    {
        var config = Images.Config(label: "parallel");
        await AssertAsync(await PushBlobAsync("push/parallel", config), 201);
        var layers = Enumerable.Range(0, 20).Select(i => Images.Bytes($"parallel {i}")).ToList();
        var pushes = await Task.WhenAll(layers.Select(async (layer, i) =>
        {
            (await PushBlobAsync("push/parallel", layer)).EnsureSuccessStatusCode();
            (await PutManifestAsync("push/parallel", "latest", Images.Image(config, [layer]))).EnsureSuccessStatusCode();
            return await PutManifestAsync("push/parallel", $"t{i}", Images.Image(config, [layer]));
        }));
        Assert.That(pushes.Select(push => push.StatusCode), Is.All.EqualTo(HttpStatusCode.Created));
        var version = await Host.LatestAsync("push/parallel");
        Assert.That(version!.Summary.Present["container.tag"], Is.EqualTo(21));
        Assert.That(version.Number, Is.EqualTo(40));
    }

    [Test]
    public async Task Of_two_requests_to_one_upload_at_once_one_is_told_to_wait()
    {
        var location = await BeginAsync("push/busy");
        var sessions = Host.Services.GetRequiredService<UploadSessions>();
        var admin = await Host.Database.ReadAsync(session => session.Access.Users.FindAsync("admin"));
        var (first, isClaimed) = await sessions.ClaimAsync(location.Split('/')[^1], "push/busy", admin!.Id, default);
        Assert.That(isClaimed, Is.True);
        using (var second = await Host.SendAsync(HttpMethod.Patch, location, new ByteArrayContent([1])))
        {
            await AssertAsync(second, 416);
            Assert.That(Header(second, "Range"), Is.EqualTo("0-0"));
        }

        sessions.Leave(first);
        await AssertAsync(await Host.SendAsync(HttpMethod.Patch, location, new ByteArrayContent([1])), 202);
    }

    [Test]
    public async Task A_layer_that_lies_elsewhere_is_kept_as_data_and_not_fetched()
    {
        var config = Images.Config(label: "foreign");
        await AssertAsync(await PushBlobAsync("push/foreign", config), 201);
        var layer = Images.Descriptor("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", Images.Bytes("elsewhere"), ",\"urls\":[\"http://169.254.169.254/x\"]");
        var manifest = Images.Bytes($$"""{"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.DockerManifest}}","config":{{Images.Descriptor(ManifestMediaTypes.DockerConfig, config)}},"layers":[{{layer}}]}""");
        await AssertAsync(await PutManifestAsync("push/foreign", "latest", manifest, ManifestMediaTypes.DockerManifest), 201);
        using var pulled = await Host.GetAsync("v2/push/foreign/manifests/latest");
        Assert.That(await pulled.Content.ReadAsByteArrayAsync(), Is.EqualTo(manifest));
        await AssertAsync(await Host.GetAsync($"v2/push/foreign/blobs/{Images.DigestOf(Images.Bytes("elsewhere"))}"), 404, "BLOB_UNKNOWN");
    }

    [Test]
    public async Task A_tag_that_moves_keeps_both_manifests_in_history()
    {
        var first = await PushImageAsync("push/moving", "latest", "moving first");
        var second = await PushImageAsync("push/moving", "latest", "moving second");
        using var latest = await Host.GetAsync("v2/push/moving/manifests/latest");
        Assert.That(await latest.Content.ReadAsByteArrayAsync(), Is.EqualTo(second));
        await AssertAsync(await Host.GetAsync($"v2/push/moving/manifests/{Images.DigestOf(first)}"), 200);
        Assert.That((await Host.LatestAsync("push/moving"))!.Number, Is.EqualTo(2));
    }

    [Test]
    public async Task A_distribution_of_a_fixed_version_takes_no_pushes_and_serves_what_it_held()
    {
        var first = await PushImageAsync("push/live", "latest", "fixed first");
        var version = await Host.LatestAsync("push/live");
        await Host.CreateAsync(new ContainerDistribution { Name = "push/fixed", BasePath = "push/fixed", RepositoryVersion = version!.Id });
        await PushImageAsync("push/live", "latest", "fixed second");
        using var pulled = await Host.GetAsync("v2/push/fixed/manifests/latest");
        Assert.That(await pulled.Content.ReadAsByteArrayAsync(), Is.EqualTo(first));
        await AssertAsync(await PutManifestAsync("push/fixed", "latest", first), 403, "DENIED");
        await AssertAsync(await PushBlobAsync("push/fixed", Images.Config()), 403, "DENIED");
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, "v2/push/fixed/manifests/latest"), 403, "DENIED");
        Assert.That(Host.CountLeftovers(), Is.Zero);
    }

    [Test]
    public async Task A_repository_of_another_user_is_not_taken_by_a_first_push()
    {
        await Host.CreateAsync(new ContainerRepository { Name = "push/taken" });
        var user = await Host.CreateUserAsync("taker");
        await Host.GrantAsync(user, "container.containerdistribution_creator");
        await Host.GrantAsync(user, "container.containerrepository_creator");
        await AssertAsync(await PushBlobAsync("push/taken", Images.Config(), "taker"), 403, "DENIED");
        await AssertAsync(await PushBlobAsync("push/free", Images.Config(), "taker"), 201);
        await AssertAsync(await PutManifestAsync("push/free", "latest", Images.Image(Images.Config(), []), user: "taker"), 201);
    }

    [Test]
    public async Task A_first_push_that_cannot_be_served_leaves_nothing()
    {
        await Host.CreateAsync(new ContainerDistribution { Name = "push/clash", BasePath = "push/elsewhere" });
        await AssertAsync(await PushBlobAsync("push/clash", Images.Bytes("clash")), 403, "DENIED");
        Assert.That(await Host.LatestAsync("push/clash"), Is.Null);
        Assert.That(Host.CountLeftovers(), Is.Zero);
    }

    [Test]
    public async Task First_pushes_to_one_name_at_once_all_land()
    {
        var layers = Enumerable.Range(0, 10).Select(i => Images.Bytes($"at once {i}")).ToList();
        var pushes = await Task.WhenAll(layers.Select(layer => PushBlobAsync("push/at-once", layer)));
        Assert.That(pushes.Select(push => push.StatusCode), Is.All.EqualTo(HttpStatusCode.Created));
    }

    private static System.Net.Http.Headers.AuthenticationHeaderValue Basic() =>
        new("Basic", Convert.ToBase64String(Images.Bytes($"admin:{RegistryHost.Password}")));

    private async Task<string> BeginAsync(string name)
    {
        using var answer = await Host.SendAsync(HttpMethod.Post, $"v2/{name}/blobs/uploads/");
        await AssertAsync(answer, 202);
        return answer.Headers.Location!.OriginalString;
    }

    // The server learns of the cut a moment after the client.
    private async Task<int> WaitForRangeAsync(string location)
    {
        for (var i = 0; ; i++)
        {
            using var probe = await Host.SendAsync(HttpMethod.Patch, location, new ByteArrayContent([]), headers: ("Content-Length", "0"));
            if (probe.StatusCode == HttpStatusCode.Accepted)
                return int.Parse(Header(probe, "Range")[2..], System.Globalization.CultureInfo.InvariantCulture) is > 0 and var last ? last + 1 : 0;
            Assert.That(i, Is.LessThan(1000));
        }
    }
}
