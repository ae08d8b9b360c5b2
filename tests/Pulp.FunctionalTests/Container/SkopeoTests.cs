using System.Text.Json.Nodes;
using Pulp.FunctionalTests.Support;
using static Pulp.FunctionalTests.Stories;

namespace Pulp.FunctionalTests.Container;

[TestFixture]
[Category("RealClients")]
public sealed class SkopeoTests
{
    private TemporaryFolder folder = null!;
    private OciLayout layout = null!;

    [SetUp]
    public void MakeLayout()
    {
        Prerequisite.Require(Prerequisite.Skopeo);
        folder = new TemporaryFolder();
        layout = new OciLayout(folder.Below("layout"));
    }

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public async Task Images_that_share_layers_go_in_and_come_out_byte_for_byte()
    {
        layout.Name("latest", layout.AddImage([("001", "one"), ("002", "two"), ("003", "three")]));
        layout.Name("v1", layout.AddImage([("001", "one"), ("002", "two"), ("004", "four")]));
        foreach (var tag in new[] { "latest", "v1" })
            (await Skopeo.CopyInAsync(Host, folder, $"oci:{layout.Folder}:{tag}", $"skopeo/container1:{tag}")).Succeeded();
        foreach (var tag in new[] { "latest", "v1" })
            (await Skopeo.CopyOutAsync(Host, folder, $"skopeo/container1:{tag}", $"oci:{folder.Below("back")}:{tag}")).Succeeded();

        Assert.That(OciLayout.BlobsOf(folder.Below("back")), Is.EqualTo(OciLayout.BlobsOf(layout.Folder)));
        var repository = (await Host.Api.GetAsync("repositories/container/container/?name=skopeo/container1"))["results"]![0]!;
        var version = await Host.Api.GetAsync(await Host.Api.LatestVersionAsync(repository));
        Assert.That(version["number"]!.GetValue<int>(), Is.EqualTo(2));
        // Layers 001 to 004 and two configurations.
        Assert.That(version["content_summary"]!["present"]!["container.blob"]!["count"]!.GetValue<int>(), Is.EqualTo(6));
    }

    [Test]
    public async Task Tags_are_listed_and_an_image_is_inspected()
    {
        layout.Name("latest", layout.AddImage([("a", "b")], "arm64"));
        foreach (var tag in new[] { "one", "two" })
            (await Skopeo.CopyInAsync(Host, folder, $"oci:{layout.Folder}:latest", $"skopeo/listed:{tag}")).Succeeded();
        var listed = JsonNode.Parse((await Skopeo.RunAsync(folder, "list-tags", "--tls-verify=false", "--no-creds", Skopeo.At(Host, "skopeo/listed"))).Succeeded().Output)!;
        Assert.That(listed["Tags"]!.AsArray().Select(tag => tag!.GetValue<string>()), Is.EqualTo(new[] { "one", "two" }));
        var inspected = JsonNode.Parse((await Skopeo.RunAsync(folder, "inspect", "--tls-verify=false", "--no-creds", Skopeo.At(Host, "skopeo/listed:one"))).Succeeded().Output)!;
        Assert.That(inspected["Architecture"]!.GetValue<string>(), Is.EqualTo("arm64"));
        Assert.That(inspected["Labels"]!["made.for"]!.GetValue<string>(), Is.EqualTo("tests"));
    }

    [Test]
    public async Task An_image_for_several_platforms_keeps_all_of_them()
    {
        layout.Name("multi", layout.AddIndex((layout.AddImage([("x", "amd")]), "amd64"), (layout.AddImage([("x", "arm")], "arm64"), "arm64")));
        (await Skopeo.CopyInAsync(Host, folder, $"oci:{layout.Folder}:multi", "skopeo/multi:1", "--all")).Succeeded();
        (await Skopeo.CopyOutAsync(Host, folder, "skopeo/multi:1", $"oci:{folder.Below("back")}:multi", "--all")).Succeeded();
        Assert.That(OciLayout.BlobsOf(folder.Below("back")), Is.EqualTo(OciLayout.BlobsOf(layout.Folder)));
    }

    [Test]
    public async Task An_image_with_an_artifact_survives_promotion_and_rollback()
    {
        var image = layout.AddImage([("base", "signed")]);
        var note = layout.AddArtifact(image, "This image was looked at.");
        layout.Name("image", image).Name("note", note);
        (await Skopeo.CopyInAsync(Host, folder, $"oci:{layout.Folder}:image", "skopeo/attached:1")).Succeeded();
        (await Skopeo.CopyInAsync(Host, folder, $"oci:{layout.Folder}:note", $"skopeo/attached@{Digest(note)}")).Succeeded();
        await AssertAttachedAsync("skopeo/attached", Digest(image), Digest(note));

        var source = (await Host.Api.GetAsync("repositories/container/container/?name=skopeo/attached"))["results"]![0]!;
        var target = await Host.Api.CreateAsync("repositories/container/container/", new { name = "skopeo-promoted" });
        await Host.Api.PromoteAsync(target, await Host.Api.LatestVersionAsync(source));
        await Host.Api.CreateAsync("distributions/container/container/", new { name = "skopeo-promoted", base_path = "skopeo/promoted", repository = PulpApi.Href(target) });
        await AssertAttachedAsync("skopeo/promoted", Digest(image), Digest(note));
        (await Skopeo.CopyOutAsync(Host, folder, "skopeo/promoted:1", $"oci:{folder.Below("back")}:1")).Succeeded();

        await Host.Api.PromoteAsync(source, PulpApi.Href(source) + "versions/0/");
        Assert.That((await Skopeo.CopyOutAsync(Host, folder, "skopeo/attached:1", $"oci:{folder.Below("gone")}:1")).ExitCode, Is.Not.Zero);
        await Host.Api.PromoteAsync(source, PulpApi.Href(source) + "versions/2/");
        await AssertAttachedAsync("skopeo/attached", Digest(image), Digest(note));
        (await Skopeo.CopyOutAsync(Host, folder, "skopeo/attached:1", $"oci:{folder.Below("again")}:1")).Succeeded();
    }

    [Test]
    public async Task A_login_is_checked()
    {
        (await Skopeo.RunAsync(folder, "login", "--tls-verify=false", "--authfile", folder.Below("auth.json"), "-u", "admin", "-p", Host.Password, Host.Url.Authority)).Succeeded();
        var refused = await Skopeo.RunAsync(folder, "login", "--tls-verify=false", "--authfile", folder.Below("wrong.json"), "-u", "admin", "-p", "wrong", Host.Url.Authority);
        Assert.That(refused.ExitCode, Is.Not.Zero);
        Assert.That(refused.Output + refused.Error, Does.Contain("invalid username/password"));
    }

    [Test]
    public async Task A_private_image_is_for_those_who_log_in_and_a_deleted_one_is_gone()
    {
        layout.Name("latest", layout.AddImage([("secret", "secret")]));
        (await Skopeo.CopyInAsync(Host, folder, $"oci:{layout.Folder}:latest", "skopeo/private:1")).Succeeded();
        var distribution = (await Host.Api.GetAsync("distributions/container/container/?base_path=skopeo/private"))["results"]![0]!;
        await Host.Api.RunAsync(HttpMethod.Patch, PulpApi.Href(distribution), new { @private = true });
        Assert.That((await Skopeo.CopyOutAsync(Host, folder, "skopeo/private:1", $"oci:{folder.Below("stolen")}:1")).ExitCode, Is.Not.Zero);
        (await Skopeo.RunAsync(folder, "inspect", "--tls-verify=false", "--creds", $"admin:{Host.Password}", Skopeo.At(Host, "skopeo/private:1"))).Succeeded();
        (await Skopeo.RunAsync(folder, "delete", "--tls-verify=false", "--creds", $"admin:{Host.Password}", Skopeo.At(Host, "skopeo/private:1"))).Succeeded();
        Assert.That((await Skopeo.RunAsync(folder, "inspect", "--tls-verify=false", "--creds", $"admin:{Host.Password}", Skopeo.At(Host, "skopeo/private:1"))).ExitCode, Is.Not.Zero);
    }

    [Test]
    public async Task A_setting_of_the_server_switches_deleting_off()
    {
        await using var strict = await PulpProcess.StartAsync("--setting", "container.AllowDelete=false");
        layout.Name("latest", layout.AddImage([("kept", "kept")]));
        (await Skopeo.CopyInAsync(strict, folder, $"oci:{layout.Folder}:latest", "kept:1")).Succeeded();
        Assert.That((await Skopeo.RunAsync(folder, "delete", "--tls-verify=false", "--creds", $"admin:{strict.Password}", Skopeo.At(strict, "kept:1"))).ExitCode, Is.Not.Zero);
        (await Skopeo.CopyOutAsync(strict, folder, "kept:1", $"oci:{folder.Below("back")}:1")).Succeeded();
    }

    private static string Digest(JsonObject descriptor) => descriptor["digest"]!.GetValue<string>();

    private static async Task AssertAttachedAsync(string name, string subject, string artifact)
    {
        using var client = new HttpClient { BaseAddress = Host.Url };
        var index = JsonNode.Parse(await client.GetStringAsync($"v2/{name}/referrers/{subject}"))!;
        Assert.That(index["manifests"]!.AsArray().Select(manifest => manifest!["digest"]!.GetValue<string>()), Is.EqualTo(new[] { artifact }));
    }
}
