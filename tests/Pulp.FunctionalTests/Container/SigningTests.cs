using System.Text.Json.Nodes;
using Pulp.FunctionalTests.Support;
using static Pulp.FunctionalTests.Stories;

namespace Pulp.FunctionalTests.Container;

/// <summary>
/// Images are signed by skopeo on push and by a signing service of the server, and verified by another skopeo on pull.
/// </summary>
[TestFixture]
[Category("RealClients")]
public sealed class SigningTests
{
    private TemporaryFolder folder = null!;
    private OciLayout layout = null!;
    private Gpg gpg = null!;
    private string fingerprint = null!;

    [SetUp]
    public async Task MakeKey()
    {
        Prerequisite.Require(Prerequisite.Skopeo, Prerequisite.Gpg, Prerequisite.Gpgv);
        folder = new TemporaryFolder();
        layout = new OciLayout(folder.Below("layout"));
        gpg = new Gpg(folder);
        fingerprint = await gpg.CreateKeyAsync();
        // No place for signatures is configured: they go where the registry announces that it takes them.
        Directory.CreateDirectory(folder.Below("registries.d"));
    }

    [TearDown]
    public async Task RemoveFolder()
    {
        await gpg.StopAsync();
        folder.Dispose();
    }

    [Test]
    public async Task What_skopeo_signs_on_push_another_verifies_on_pull()
    {
        layout.Name("latest", layout.AddImage([("a", "signed")]));
        (await Skopeo.RunAsync(
            folder, "--insecure-policy", "--registries.d", folder.Below("registries.d"), "copy", "--preserve-digests", "--sign-by", fingerprint, "--dest-tls-verify=false", "--dest-creds", $"admin:{Host.Password}",
            $"oci:{layout.Folder}:latest", Skopeo.At(Host, "signed/pushed:1"))).Succeeded();
        (await PullAsync("signed/pushed:1", "back")).Succeeded();
        Assert.That(OciLayout.BlobsOf(folder.Below("back")), Is.EqualTo(OciLayout.BlobsOf(layout.Folder)));

        var shown = (await Host.Api.GetAsync("content/container/signatures/?ordering=-pulp_created&limit=1"))["results"]![0]!;
        Assert.That(((string?)shown["fingerprint"], (string?)shown["key_id"]), Is.EqualTo((fingerprint, fingerprint[^16..])));
    }

    [Test]
    public async Task What_is_not_signed_or_signed_under_another_name_is_not_pulled()
    {
        layout.Name("latest", layout.AddImage([("b", "unsigned")]));
        (await Skopeo.CopyInAsync(Host, folder, $"oci:{layout.Folder}:latest", "signed/not:1")).Succeeded();
        Assert.That((await PullAsync("signed/not:1", "back")).ExitCode, Is.Not.Zero);
        (await Skopeo.RunAsync(
            folder, "--insecure-policy", "--registries.d", folder.Below("registries.d"), "copy", "--sign-by", fingerprint, "--sign-identity", "other.example/app:1", "--dest-tls-verify=false", "--dest-creds", $"admin:{Host.Password}",
            $"oci:{layout.Folder}:latest", Skopeo.At(Host, "signed/not:1"))).Succeeded();
        Assert.That((await PullAsync("signed/not:1", "back")).ExitCode, Is.Not.Zero);
    }

    [Test]
    public async Task A_signing_service_is_registered_beside_the_server_and_signs_all_platforms()
    {
        var script = WriteScript();
        var added = (await PulpAsync("signing-service", "add", "images", script, gpg.PublicKey, "--class", "container:ManifestSigningService")).Succeeded();
        Assert.That(added.Output, Does.Contain(fingerprint));
        var listed = JsonNode.Parse((await PulpAsync("signing-service", "list", "--json")).Succeeded().Output)!.AsArray().Single(service => (string?)service!["name"] == "images")!;
        Assert.That(((string?)listed["key"], (string?)listed["script"]), Is.EqualTo((fingerprint, script)));
        try
        {
            layout.Name("multi", layout.AddIndex((layout.AddImage([("x", "amd")]), "amd64"), (layout.AddImage([("x", "arm")], "arm64"), "arm64")));
            (await Skopeo.CopyInAsync(Host, folder, $"oci:{layout.Folder}:multi", "signed/multi:1", "--all")).Succeeded();
            Assert.That((await PullAsync("signed/multi:1", "before", "--all")).ExitCode, Is.Not.Zero);
            var repository = (await Host.Api.GetAsync("repositories/container/container/?name=signed/multi"))["results"]![0]!;
            var service = (await Host.Api.GetAsync("signing-services/?name=images"))["results"]![0]!;
            await Host.Api.RunAsync(HttpMethod.Post, PulpApi.Href(repository) + "sign/", new { manifest_signing_service = PulpApi.Href(service) });
            (await PullAsync("signed/multi:1", "all", "--all")).Succeeded();
            (await PullAsync("signed/multi:1", "one")).Succeeded();
        }
        finally
        {
            (await PulpAsync("signing-service", "remove", "images")).Succeeded();
        }

        var gone = await PulpAsync("signing-service", "remove", "images");
        Assert.That(gone.ExitCode, Is.EqualTo(1));
        Assert.That(gone.Error, Does.StartWith("There is no signing service 'images'"));
    }

    [Test]
    public async Task A_script_that_signs_with_another_key_is_not_registered()
    {
        var script = WriteScript();
        await gpg.CreateKeyAsync("other@pulp.example");
        var refused = await PulpAsync("signing-service", "add", "wrong", script, gpg.PublicKey, "--class", "container:ManifestSigningService");
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, Does.Contain("does not verify"));
    }

    [Test]
    public async Task A_service_of_detached_signatures_is_proven_like_it()
    {
        var script = gpg.WriteDetachedScript(fingerprint);
        (await PulpAsync("signing-service", "add", "files", script, gpg.PublicKey)).Succeeded();
        (await PulpAsync("signing-service", "remove", "files")).Succeeded();
    }

    private string WriteScript()
    {
        var script = folder.Below("sign.sh");
        File.WriteAllText(script, $$"""
            #!/bin/sh -e
            GNUPGHOME={{gpg.Home}} skopeo standalone-sign "$1" "$REFERENCE" {{fingerprint}} --output "$SIG_PATH" >&2
            echo "{\"signature_path\": \"$SIG_PATH\"}"
            """);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return script;
    }

    private Task<ToolResult> PulpAsync(params string[] arguments) => Tool.RunAsync("dotnet", [PulpProcess.Program, .. arguments, "--data", Host.Data], folder.Path);

    private Task<ToolResult> PullAsync(string name, string target, params string[] options) => Skopeo.RunAsync(
        folder, ["--policy", gpg.WritePolicy(), "--registries.d", folder.Below("registries.d"), "copy", .. options, "--preserve-digests", "--remove-signatures", "--src-tls-verify=false", "--src-no-creds", Skopeo.At(Host, name), $"oci:{folder.Below(target)}:1"]);
}
