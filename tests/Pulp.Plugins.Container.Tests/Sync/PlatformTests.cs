using System.Text.Json;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Sync;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Repositories;
using Microsoft.Extensions.DependencyInjection;

namespace Pulp.Plugins.Container.Tests.Sync;

[TestFixture]
public sealed class PlatformTests : SyncTest
{
    private const string Index = ManifestMediaTypes.OciIndex;

    [TestCase("linux/amd64", "linux/amd64", true)]
    [TestCase("linux/amd64", "linux/arm64", false)]
    [TestCase("linux/amd64", "windows/amd64", false)]
    [TestCase("linux/amd64/v1", "linux/amd64", true)]
    [TestCase("linux/arm64/v8", "linux/arm64", true)]
    [TestCase("linux/arm64", "linux/arm64/v8", true)]
    [TestCase("linux/arm/v7", "linux/arm/v6", false)]
    [TestCase("linux/arm", "linux/arm/v6", true)]
    [TestCase("linux/amd64", "unknown/unknown", true)]
    [TestCase("linux/amd64", null, true)]
    public void An_entry_is_taken_when_its_platform_is_asked_for_or_it_has_none(string asked, string? given, bool isTaken) =>
        Assert.That(Taken([asked], Images.PlatformIndex((Images.Bytes("a"), given, ""))), Has.Count.EqualTo(isTaken ? 1 : 0));

    [Test]
    public void What_describes_an_image_is_taken_with_it_only()
    {
        byte[][] parts = [Images.Bytes("amd"), Images.Bytes("arm"), Images.Bytes("about amd"), Images.Bytes("about arm")];
        var index = Images.PlatformIndex(
            (parts[0], "linux/amd64", ""), (parts[1], "linux/arm64", ""), (parts[2], "unknown/unknown", About(parts[0])), (parts[3], "unknown/unknown", About(parts[1])));
        Assert.That(Taken(["linux/arm64"], index), Is.EquivalentTo(new[] { Images.DigestOf(parts[1]), Images.DigestOf(parts[3]) }));
        Assert.That(Taken([], index), Has.Count.EqualTo(4));
    }

    [TestCase("linux", false)]
    [TestCase("linux/", false)]
    [TestCase("linux/amd64/v1/x", false)]
    [TestCase("linux/am d64", false)]
    [TestCase("linux/amd64", true)]
    public void A_platform_has_two_or_three_parts(string text, bool isOne) => Assert.That(PlatformChoice.Parse(text) is not null, Is.EqualTo(isOne));

    [Test]
    public async Task An_index_is_kept_byte_for_byte_with_the_platforms_that_are_asked_for()
    {
        var (amd, arm, index) = PutIndex("p");
        await SyncAsync(await CreateMirrorAsync("platform/one", remote => remote with { Platforms = ["linux/arm64/v8"] }));
        using (var answer = await Host.GetAsync("v2/platform/one/manifests/multi"))
            Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(index));
        Assert.That(await StatusOfAsync("platform/one", Images.DigestOf(arm)), Is.EqualTo(200));
        Assert.That(await StatusOfAsync("platform/one", Images.DigestOf(amd)), Is.EqualTo(404));
        Assert.That(Registry.Count("GET", $"manifests/{Images.DigestOf(amd)}"), Is.Zero);

        // Tag, index, image, configuration and layer.
        Assert.That((await Host.LatestAsync("platform/one"))!.Summary.Present.Values.Sum(), Is.EqualTo(5));
    }

    [Test]
    public async Task An_index_without_any_platform_that_is_asked_for_is_left_out_and_counted()
    {
        PutIndex("none");
        Registry.PutImage("plain", "plain of platforms", "pp");
        Registry.Tags("multi", "plain");
        var counts = await SyncAsync(await CreateMirrorAsync("platform/none", remote => remote with { Platforms = ["windows/amd64"] }));
        Assert.That(counts.GetProperty("skipped").GetProperty("no platform that is asked for").GetProperty("count").GetInt64(), Is.EqualTo(1));
        Assert.That(await TagsAsync("platform/none"), Is.EqualTo(new[] { "plain" }));
    }

    [Test]
    public async Task A_platform_that_is_asked_for_later_is_fetched_then_and_one_no_longer_asked_for_goes_with_a_mirror()
    {
        var (amd, arm, _) = PutIndex("later");
        var repository = await CreateMirrorAsync("platform/later", remote => remote with { Platforms = ["linux/amd64"] });
        await SyncAsync(repository);
        var remote = await Host.Database.ReadAsync(async session => (ContainerRemote)(await session.Resources.GetAsync(repository.Remote!.Value))!);
        await Host.Services.GetRequiredService<Resources.ResourceChanges>().UpdateAsync(remote with { Platforms = ["linux/arm64"] });
        await SyncAsync(repository, mirror: true);
        Assert.That(await StatusOfAsync("platform/later", Images.DigestOf(arm)), Is.EqualTo(200));
        Assert.That(await StatusOfAsync("platform/later", Images.DigestOf(amd)), Is.EqualTo(404));
    }

    [Test]
    public async Task An_incomplete_index_is_copied_as_it_is_named_again_and_removed_with_what_it_has()
    {
        var (amd, _, index) = PutIndex("copied");
        var partial = await CreateMirrorAsync("platform/partial", remote => remote with { Platforms = ["linux/arm64"] });
        await SyncAsync(partial);
        var whole = await CreateMirrorAsync("platform/whole");
        await SyncAsync(whole);
        var target = (await Host.CreateRepositoryAsync("platform/target")).Repository;
        var changes = Host.Services.GetRequiredService<RepositoryChanges>();
        var source = await Host.LatestAsync("platform/partial");
        await changes.ModifyAsync(target.Id, new RepositoryChange { Add = await TagIdsAsync("platform/partial"), Source = source!.Id });

        // Another repository has the other platform, but that is not what was copied.
        Assert.That((await Host.LatestAsync("platform/target"))!.Summary.Present, Is.EquivalentTo(source.Summary.Present));
        Assert.That(await StatusOfAsync("platform/target", Images.DigestOf(amd)), Is.EqualTo(404));

        await AssertAsync(await PutManifestAsync("platform/partial", "again", index, Index), 201);
        Assert.That(await TagsAsync("platform/partial"), Is.EqualTo(new[] { "again", "multi" }));
        await changes.ModifyAsync(target.Id, new RepositoryChange { Remove = await TagIdsAsync("platform/target") });
        Assert.That((await Host.LatestAsync("platform/target"))!.Summary.Present, Is.Empty);
    }

    private static string About(byte[] image) => $$""","annotations":{"vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":"{{Images.DigestOf(image)}}"}""";

    private static List<string> Taken(string[] asked, byte[] index) => [.. new PlatformChoice(asked).Of(ManifestReader.Read(index, null)).Select(entry => entry.Digest)];

    private async Task<List<Guid>> TagIdsAsync(string name)
    {
        var version = (await Host.GetJsonAsync($"pulp/api/v3/repositories/container/container/?name={name}")).GetProperty("results")[0].GetProperty("latest_version_href").GetString()!;
        var tags = await Host.GetJsonAsync($"pulp/api/v3/content/container/tags/?repository_version={Uri.EscapeDataString(version)}");
        return [.. tags.GetProperty("results").EnumerateArray().Select(tag => Guid.Parse(tag.GetProperty("pulp_href").GetString()!.TrimEnd('/').Split('/')[^1]))];
    }

    private (byte[] Amd, byte[] Arm, byte[] Index) PutIndex(string seed)
    {
        byte[][] configs = [Images.Config("amd64", seed), Images.Config("arm64", seed)];
        byte[][] images = [Images.Image(configs[0], [Images.Bytes(seed + "1")]), Images.Image(configs[1], [Images.Bytes(seed + "2")])];
        var index = Images.PlatformIndex((images[0], "linux/amd64", ""), (images[1], "linux/arm64", ""));
        Registry.Put(images[0]).Put(images[1]).PutBlobs([.. configs, Images.Bytes(seed + "1"), Images.Bytes(seed + "2")]).Put("multi", index, Index).Tags("multi");
        return (images[0], images[1], index);
    }
}
