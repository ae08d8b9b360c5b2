using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Remotes;
using Pulp.Resources;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Container.Tests.PullThrough;

[TestFixture]
public sealed class FirstPullTests : CacheTest
{
    [Test]
    public async Task The_first_pull_makes_repository_remote_and_distribution_and_holds_the_image()
    {
        var manifest = Registry.PutImage("3", "first", "f1", "f2");
        Assert.That(await PullAsync("manifests/3"), Is.EqualTo(manifest));

        var version = await Host.LatestAsync(Name);
        Assert.That(version!.Summary.Present, Is.EquivalentTo(new Dictionary<string, long> { ["container.tag"] = 1, ["container.manifest"] = 1, ["container.blob"] = 3 }));
        var distribution = await FindAsync<ContainerDistribution>(ResourceKind.Distribution);
        var remote = await FindAsync<ContainerRemote>(ResourceKind.Remote);
        var repository = await FindAsync<ContainerRepository>(ResourceKind.Repository);
        Assert.That(distribution!.Repository, Is.EqualTo(repository!.Id));
        Assert.That(distribution.Remote, Is.EqualTo(remote!.Id));
        Assert.That(repository.RetainRepoVersions, Is.EqualTo(1));
        Assert.That(remote.Policy, Is.EqualTo(DownloadPolicy.OnDemand));
        Assert.That(remote.UpstreamName, Is.EqualTo("team/app"));
        Assert.That(await MadeAsync(), Is.EqualTo(new[] { distribution.Id }));
    }

    [Test]
    public async Task A_pulled_image_comes_out_whole_when_upstream_is_gone()
    {
        var manifest = Registry.PutImage("latest", "gone", "g1");
        await PullAsync("manifests/latest");
        var layer = Images.Bytes("g1");
        Assert.That(await PullAsync($"blobs/{Images.DigestOf(layer)}"), Is.EqualTo(layer));

        await Upstream.DisposeAsync();

        Assert.That(await PullAsync("manifests/latest"), Is.EqualTo(manifest));
        Assert.That(await PullAsync($"manifests/{Images.DigestOf(manifest)}"), Is.EqualTo(manifest));
        Assert.That(await PullAsync($"blobs/{Images.DigestOf(layer)}"), Is.EqualTo(layer));
        Assert.That(await PullAsync($"blobs/{Images.DigestOf(Images.Config(label: "gone"))}"), Is.EqualTo(Images.Config(label: "gone")));
    }

    [Test]
    public async Task A_configuration_tells_what_the_image_is()
    {
        var manifest = Registry.PutImage("latest", "told", "t1");
        await PullAsync("manifests/latest");
        var shown = (await Host.GetJsonAsync($"pulp/api/v3/content/container/manifests/?digest={Images.DigestOf(manifest)}")).GetProperty("results")[0];
        Assert.That(shown.GetProperty("architecture").GetString(), Is.EqualTo("amd64"));
        Assert.That(shown.GetProperty("labels").GetProperty("name").GetString(), Is.EqualTo("told"));
    }

    [Test]
    public async Task An_image_whose_parts_are_named_by_SHA512_comes_through_and_stays()
    {
        var (config, layer) = (Images.Config(label: "of SHA-512"), Images.Bytes("a layer of SHA-512"));
        var manifest = Images.Bytes($$"""{"schemaVersion":2,"mediaType":"{{ManifestMediaTypes.OciManifest}}","config":{{Images.Descriptor(ManifestMediaTypes.OciConfig, config, algorithm: "sha512")}},"layers":[{{Images.Descriptor("application/vnd.oci.image.layer.v1.tar", layer, algorithm: "sha512")}}]}""");
        Registry.Put("long", manifest);
        foreach (var blob in new[] { config, layer })
            Upstream.Map(Registry.PathOf($"blobs/{Images.DigestOf(blob, "sha512")}"), FakeAnswer.Ok(blob));
        Assert.That(await PullAsync("manifests/long"), Is.EqualTo(manifest));
        for (var i = 0; i < 2; i++)
            Assert.That(await PullAsync($"blobs/{Images.DigestOf(layer, "sha512")}"), Is.EqualTo(layer));
        Assert.That(Registry.Count("GET", $"blobs/{Images.DigestOf(layer, "sha512")}"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_index_is_fetched_alone_and_its_children_when_they_are_asked_for()
    {
        var (amd, arm) = (Images.Image(Images.Config(label: "amd"), [Images.Bytes("amd layer")]), Images.Image(Images.Config("arm64", "arm"), [Images.Bytes("arm layer")]));
        var index = Images.Index(amd, arm);
        Registry.Put("multi", index, ManifestMediaTypes.OciIndex).Put(amd).Put(arm).PutBlobs(Images.Config(label: "amd"), Images.Config("arm64", "arm"), Images.Bytes("amd layer"), Images.Bytes("arm layer"));

        Assert.That(await PullAsync("manifests/multi"), Is.EqualTo(index));
        Assert.That(Upstream.Requests.Select(request => request.Path), Is.All.EndsWith("/manifests/multi").Or.EndsWith(Images.DigestOf(index)));
        Assert.That(await PullAsync($"manifests/{Images.DigestOf(arm)}"), Is.EqualTo(arm));
        Assert.That(await PullAsync($"blobs/{Images.DigestOf(Images.Bytes("arm layer"))}"), Is.EqualTo(Images.Bytes("arm layer")));

        Assert.That(Upstream.Requests.Select(request => request.Path), Has.None.Contains(Images.DigestOf(amd)).And.None.Contains(Images.DigestOf(Images.Bytes("amd layer"))));
        Assert.That((await Host.LatestAsync(Name))!.Summary.Present, Is.EquivalentTo(new Dictionary<string, long> { ["container.tag"] = 1, ["container.manifest"] = 2, ["container.blob"] = 2 }));
    }

    [Test]
    public async Task A_manifest_is_pulled_by_its_digest_at_first()
    {
        var manifest = Registry.PutImage("latest", "by digest", "d1");
        Assert.That(await PullAsync($"manifests/{Images.DigestOf(manifest)}"), Is.EqualTo(manifest));
        Assert.That((await Host.LatestAsync(Name))!.Summary.Present.ContainsKey("container.tag"), Is.False);
    }

    [Test]
    public async Task A_head_request_keeps_the_image_too()
    {
        var manifest = Registry.PutImage("latest", "head", "h1");
        using var answer = await Host.SendAsync(HttpMethod.Head, $"v2/{Name}/manifests/latest");
        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        Assert.That(Header(answer, "Docker-Content-Digest"), Is.EqualTo(Images.DigestOf(manifest)));
        Assert.That((await Host.LatestAsync(Name))!.Summary.Present["container.tag"], Is.EqualTo(1));
    }

    [Test]
    public async Task An_image_with_digests_of_the_other_algorithm_is_pulled_by_tag_and_by_digest()
    {
        var (config, layer) = (Images.Config(label: "sha512"), Images.Bytes("sha512 layer"));
        var manifest = Images.Image(config, []);
        var digest = $"sha512:{Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(manifest))}";
        var blob = $"sha512:{Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(layer))}";
        Registry.PutBlobs(config);
        Upstream.Map(Registry.PathOf($"blobs/{blob}"), FakeAnswer.Ok(layer));
        foreach (var reference in new[] { "latest", digest })
            Upstream.Map(Registry.PathOf($"manifests/{reference}"), FakeAnswer.Ok(manifest, ManifestMediaTypes.OciManifest) with { Headers = [new("Docker-Content-Digest", digest)] });
        Assert.That(await PullAsync("manifests/latest"), Is.EqualTo(manifest));
        Assert.That(await PullAsync($"manifests/{digest}"), Is.EqualTo(manifest));
        Assert.That(await PullAsync($"blobs/{blob}"), Is.EqualTo(layer));
        Assert.That(Upstream.CountOf(Registry.PathOf($"manifests/{digest}")), Is.EqualTo(1));
    }

    [Test]
    public async Task What_upstream_does_not_have_makes_nothing()
    {
        await RefuseAsync("manifests/latest", 404, "MANIFEST_UNKNOWN");
        Assert.That(await FindAsync<ContainerDistribution>(ResourceKind.Distribution), Is.Null);
        Assert.That(await FindAsync<ContainerRepository>(ResourceKind.Repository), Is.Null);
        Assert.That(await FindAsync<ContainerRemote>(ResourceKind.Remote), Is.Null);
    }

    [Test]
    public async Task A_manifest_that_is_not_what_its_digest_says_is_not_kept()
    {
        var manifest = Registry.PutImage("latest", "wrong", "w1");
        Upstream.Map(Registry.PathOf($"manifests/{Images.DigestOf(manifest)}"), FakeRegistry.Manifest(Images.Image(Images.Config(label: "other"), [])));
        await RefuseAsync("manifests/latest", 502, "UNAVAILABLE");
        Assert.That(await FindAsync<ContainerRepository>(ResourceKind.Repository), Is.Null);
    }

    [TestCase("team/*", null, true)]
    [TestCase("team/other", null, false)]
    [TestCase(null, "team/a*", false)]
    [TestCase("*", "other/*", true)]
    public async Task The_remotes_lists_decide_which_names_are_taken(string? include, string? exclude, bool isTaken)
    {
        await CreateCacheAsync(remote => remote with { Includes = include is null ? null : [include], Excludes = exclude is null ? null : [exclude] });
        Registry.PutImage("latest", "choice", "c1");
        if (isTaken)
            await PullAsync("manifests/latest");
        else
            await RefuseAsync("manifests/latest", 404, "NAME_UNKNOWN");
        Assert.That(Upstream.Requests, isTaken ? Is.Not.Empty : Is.Empty);
    }

    [Test]
    public async Task Many_first_pulls_of_one_name_ask_upstream_once_for_each_document_and_make_one_of_each()
    {
        var manifest = Registry.PutImage("latest", "many", "m1");
        Registry.Put("also", manifest);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => PullAsync(i % 2 == 0 ? "manifests/latest" : "manifests/also")));
        Assert.That(answers, Is.All.EqualTo(manifest));
        Assert.That(await MadeAsync(), Has.Length.EqualTo(1));
        Assert.That(Registry.Count("GET", $"blobs/{Images.DigestOf(Images.Config(label: "many"))}"), Is.EqualTo(1));
        Assert.That((await Host.LatestAsync(Name))!.Summary.Present["container.tag"], Is.EqualTo(2));
    }

    [Test]
    public async Task What_a_user_made_under_the_name_is_left_alone()
    {
        Registry.PutImage("latest", "taken", "k1");
        await Host.CreateAsync(new ContainerRepository { Name = Name });
        await RefuseAsync("manifests/latest", 403, "DENIED");
        Assert.That((await Host.LatestAsync(Name))!.Number, Is.Zero);
        Assert.That(await FindAsync<ContainerRemote>(ResourceKind.Remote), Is.Null);
    }

    [Test]
    public async Task A_first_pull_does_not_change_the_cache_itself()
    {
        Registry.PutImage("latest", "unchanged", "u1");
        var before = await Host.Database.ReadAsync(session => session.Resources.GetAsync(Cache.Id));
        await PullAsync("manifests/latest");
        Assert.That((await Host.Database.ReadAsync(session => session.Resources.GetAsync(Cache.Id)))!.Revision, Is.EqualTo(before!.Revision));
    }

    [Test]
    public async Task A_remote_of_a_user_is_not_taken_up_although_it_names_the_same_upstream()
    {
        Registry.PutImage("latest", "own remote", "o1");
        await Host.CreateAsync(new ContainerRemote { Name = Name, Url = Remote.Url, UpstreamName = "team/app", Username = "mine", Password = "secret" });
        await RefuseAsync("manifests/latest", 403, "DENIED");
        Assert.That((await FindAsync<ContainerRemote>(ResourceKind.Remote))!.Username, Is.EqualTo("mine"));
    }

    [Test]
    public async Task What_is_left_of_a_deleted_distribution_is_used_again()
    {
        Registry.PutImage("latest", "again", "n1");
        await PullAsync("manifests/latest");
        var distribution = await FindAsync<ContainerDistribution>(ResourceKind.Distribution);
        using (var deleted = await Host.SendAsync(HttpMethod.Delete, $"pulp/api/v3/distributions/container/container/{distribution!.Id}/"))
            Assert.That((int)deleted.StatusCode, Is.EqualTo(202));
        Assert.That(await MadeAsync(), Is.Empty);
        await PullAsync("manifests/latest");
        Assert.That((await FindAsync<ContainerDistribution>(ResourceKind.Distribution))!.Repository, Is.EqualTo(distribution.Repository));
    }

    private async Task<T?> FindAsync<T>(ResourceKind kind)
        where T : Resource => await Host.Database.ReadAsync(session => session.Resources.FindAsync(kind, Domains.Domain.DefaultId, Name)) as T;

    // What the cache has made, as REST shows it.
    private async Task<Guid[]> MadeAsync() =>
        [.. (await Host.GetJsonAsync($"pulp/api/v3/distributions/container/pull-through/{Cache.Id}/")).GetProperty("distributions").EnumerateArray().Select(href => Guid.Parse(href.GetString()!.TrimEnd('/').Split('/')[^1]))];
}
