using System.Text.Json.Nodes;
using Pulp.FunctionalTests.Support;
using static Pulp.FunctionalTests.Stories;

namespace Pulp.FunctionalTests.Container;

[TestFixture]
[Category("RealClients")]
public sealed class AttachedMirrorTests
{
    private TemporaryFolder folder = null!;
    private OciLayout layout = null!;
    private string image = null!;
    private string note = null!;

    [SetUp]
    public void MakeLayout()
    {
        Prerequisite.Require(Prerequisite.Skopeo, Prerequisite.DockerRegistry);
        folder = new TemporaryFolder();
        layout = new OciLayout(folder.Below("layout"));
        var attachedTo = layout.AddImage([("base", "signed")]);
        var attached = layout.AddArtifact(attachedTo, "This image was looked at.");
        (image, note) = (Digest(attachedTo), Digest(attached));
        layout.Name("image", attachedTo).Name("note", attached).Name("referrers", layout.AddIndex((attached, null)));
        layout.Name("multi", layout.AddIndex((layout.AddImage([("x", "amd")]), "amd64"), (layout.AddImage([("x", "arm")], "arm64"), "arm64")));
    }

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public async Task What_another_Pulp_lists_as_attached_survives_sync_promotion_rollback_and_pull()
    {
        var first = await PulpProcess.StartAsync();
        await using var disposing = first;
        foreach (var (source, target) in new[] { ("image", ":image"), ("multi", ":multi"), ("note", $"@{note}") })
            (await Skopeo.CopyInAsync(first, folder, $"oci:{layout.Folder}:{source}", $"team/app{target}", "--all")).Succeeded();
        var mirror = await ImageMirror.CreateAsync(Host, "attached/pulp", first.Url.ToString(), "team/app");
        await AssertSurvivesAsync("attached/pulp", mirror);
    }

    [Test]
    public async Task What_a_registry_without_referrers_lists_under_a_tag_survives_sync_promotion_rollback_and_pull()
    {
        await using var upstream = await DockerRegistry.StartAsync();
        foreach (var (source, target) in new[] { ("image", "image"), ("multi", "multi"), ("referrers", image.Replace(':', '-')) })
            (await upstream.FillAsync($"oci:{layout.Folder}:{source}", $"team/app:{target}")).Succeeded();
        var mirror = await ImageMirror.CreateAsync(Host, "attached/registry", upstream.Url, "team/app", new { includes = new[] { "image", "multi" } });
        await AssertSurvivesAsync("attached/registry", mirror);
    }

    [Test]
    public async Task Only_the_platforms_that_are_asked_for_are_mirrored_and_pulled()
    {
        await using var upstream = await DockerRegistry.StartAsync();
        (await upstream.FillAsync($"oci:{layout.Folder}:multi", "team/app:multi")).Succeeded();
        await ImageMirror.CreateAsync(Host, "attached/arm", upstream.Url, "team/app", new { platforms = new[] { "linux/arm64" } });
        (await Skopeo.CopyOutAsync(Host, folder, "attached/arm:multi", $"oci:{folder.Below("arm")}:multi", "--override-arch", "arm64")).Succeeded();
        Assert.That((await Skopeo.CopyOutAsync(Host, folder, "attached/arm:multi", $"oci:{folder.Below("amd")}:multi", "--override-arch", "amd64")).Error, Does.Contain("manifest unknown"));
    }

    private static string Digest(JsonObject descriptor) => descriptor["digest"]!.GetValue<string>();

    private async Task AssertSurvivesAsync(string name, JsonNode mirror)
    {
        await AssertServedAsync(name, "synced");
        var synced = await Host.Api.LatestVersionAsync(mirror);

        var promoted = await Host.Api.CreateAsync("repositories/container/container/", new { name = $"{name}/promoted" });
        await ImageMirror.DistributeAsync(Host, $"{name}/promoted", promoted);
        await Host.Api.PromoteAsync(promoted, synced);
        await AssertServedAsync($"{name}/promoted", "promoted");

        var copied = await Host.Api.CreateAsync("repositories/container/container/", new { name = $"{name}/copied" });
        await ImageMirror.DistributeAsync(Host, $"{name}/copied", copied);
        await Host.Api.RunAsync(HttpMethod.Post, PulpApi.Href(copied) + "copy_tags/", new { source_repository_version = synced, names = new[] { "image", "multi" } });
        await AssertServedAsync($"{name}/copied", "copied");

        await Host.Api.PromoteAsync(mirror, PulpApi.Href(mirror) + "versions/0/");
        Assert.That(await ImageMirror.ReferrersAsync(Host, name, image), Is.Empty);
        await Host.Api.PromoteAsync(mirror, synced);
        await AssertServedAsync(name, "back");
    }

    private async Task AssertServedAsync(string name, string target)
    {
        Assert.That(await ImageMirror.ReferrersAsync(Host, name, image), Is.EqualTo(new[] { note }), target);
        foreach (var (source, tag) in new[] { (":image", "image"), (":multi", "multi"), ($"@{note}", "note") })
            (await Skopeo.CopyOutAsync(Host, folder, name + source, $"oci:{folder.Below(target)}:{tag}", "--all")).Succeeded();
        Assert.That(OciLayout.BlobsOf(folder.Below(target)).Keys, Is.SubsetOf(OciLayout.BlobsOf(layout.Folder).Keys), target);
        Assert.That(OciLayout.BlobsOf(layout.Folder).Count - OciLayout.BlobsOf(folder.Below(target)).Count, Is.EqualTo(1), "all but the list of referrers");
    }
}
