using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Signatures;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Resources;
using Pulp.Signing;
using Pulp.Tasking;

namespace Pulp.Plugins.Container.Tests.Signatures;

/// <summary>The script is a real one of the shell that puts a made-up signature together; nothing is verified.</summary>
[TestFixture]
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
public sealed class SignActionTests : RegistryTest
{
    // The packets of a literal and of a signature that names the key, around the document that is signed.
    private const string Body = """
        digest="sha256:$(sha256sum < "$1" | cut -d' ' -f1)"
        { printf 'b\0\0\0\0\0'; printf '{"critical":{"identity":{"docker-reference":"%s"},"image":{"docker-manifest-digest":"%s"},"type":"atomic container signature"}}' "$REFERENCE" "$digest"; } > body
        { printf '\313\377\0\0'; size=$(wc -c < body); printf "\\$(printf '%o' $((size / 256)))\\$(printf '%o' $((size % 256)))"; cat body
          printf '\302\41\4\0\26\10\0\27\26\41\4\76\175\251\250\163\166\352\226\131\160\24\207\262\346\57\12\214\370\204\106\0\0\0\0'; } > "$SIG_PATH"
        echo "{\"signature_path\":\"$SIG_PATH\"}"
        """;

    private const string Key = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        mDMEawp1zhYJKwYBBAHaRw8BAQdAHkKCBnjK8bISlKZfeD6fSrUHCGnQwCTFjZgB
        pwhnFoO0C1QgPHRAZS5jb20+iJAEExYIADgWIQQ+famoc3bqlllwFIey5i8KjPiE
        RgUCawp1zgIbAwULCQgHAgYVCgkICwIEFgIDAQIeAQIXgAAKCRCy5i8KjPiERjqm
        AQD83EU2KxxBZD0kMSB0Gn15SpYV7wuwbXQT7JCGPi1l8AEAgrgEsamX7e4xR7r1
        SMvk89OFaFJ2es8vv6hN67LPQQU=
        =wtQo
        -----END PGP PUBLIC KEY BLOCK-----
        """;

    private const string KeyId = "B2E62F0A8CF88446";
    private readonly string folder = Directory.CreateTempSubdirectory("pulp-sign-").FullName;
    private SigningService service = null!;
    private SigningService detached = null!;

    private protected override async Task<RegistryHost> StartAsync()
    {
        var host = await RegistryHost.StartAsync(services => services.AddSingleton<ISignatureVerifier, Believer>());
        service = await host.Services.GetRequiredService<SigningServices>().AddAsync("images", Script(Body), Key, ManifestSigning.KindName);
        detached = await host.CreateAsync(new SigningService { Name = "files", Script = "/bin/true", PublicKey = Key, PubkeyFingerprint = "X", Kind = DetachedSigning.KindName });
        return host;
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Every_tag_is_signed_with_each_of_its_platforms_in_one_version()
    {
        var amd = await PushImageAsync("sign/all", "amd", "amd", "one");
        var arm = await PushImageAsync("sign/all", "@", "arm", "two");
        var index = Images.Index(amd, arm);
        await AssertAsync(await PutManifestAsync("sign/all", "multi", index, "application/vnd.oci.image.index.v1+json"), 201);
        var before = (await Host.LatestAsync("sign/all"))!.Number;

        var task = await RunAsync("sign/all", new { manifest_signing_service = Href(service) });
        Assert.That(task.CreatedResources, Has.Count.EqualTo(1));
        var version = (await Host.LatestAsync("sign/all"))!;
        // amd as amd; the list, amd and arm as multi.
        Assert.That((version.Number, version.Summary.Present["container.signature"]), Is.EqualTo((before + 1, 4)));
        var authority = Host.Url.Authority;
        Assert.That(await ReferencesAsync("sign/all", amd), Is.EquivalentTo(new[] { $"{authority}/sign/all:amd", $"{authority}/sign/all:multi" }));
        Assert.That(await ReferencesAsync("sign/all", arm), Is.EquivalentTo(new[] { $"{authority}/sign/all:multi" }));
        Assert.That(await ReferencesAsync("sign/all", index), Is.EquivalentTo(new[] { $"{authority}/sign/all:multi" }));

        await RunAsync("sign/all", new { manifest_signing_service = Href(service) });
        Assert.That((await Host.LatestAsync("sign/all"))!.Number, Is.EqualTo(before + 1), "What is signed under a name is not signed again.");
    }

    [Test]
    public async Task Only_the_tags_that_are_named_are_signed_under_the_path_that_is_named_by_the_repositorys_service()
    {
        var one = await PushImageAsync("sign/some", "one", "some one", "1");
        var two = await PushImageAsync("sign/some", "two", "some two", "2");
        var href = await HrefAsync("sign/some");
        await AssertAsync(await PostAsync(href, "sign/", new { tags_list = new[] { "one" } }), 400);
        using (var patched = await Host.SendAsync(HttpMethod.Patch, href, JsonContent.Create(new { manifest_signing_service = Href(service) })))
            await AssertAsync(patched, 202);
        Assert.That((await Host.GetJsonAsync(href)).GetProperty("manifest_signing_service").GetString(), Is.EqualTo(Href(service)));
        await RunAsync("sign/some", new { tags_list = new[] { "one" }, future_base_path = "public/app" });
        Assert.That(await ReferencesAsync("sign/some", one), Is.EquivalentTo(new[] { $"{Host.Url.Authority}/public/app:one" }));
        Assert.That(await ReferencesAsync("sign/some", two), Is.Empty);
    }

    [Test]
    public async Task An_image_that_is_named_by_SHA512_is_signed_as_such_though_scripts_sign_SHA256()
    {
        var config = Images.Config(label: "sign long");
        await AssertAsync(await PushBlobAsync("sign/long", config), 201);
        var manifest = Images.Image(config, []);
        var digest = Images.DigestOf(manifest, "sha512");
        await AssertAsync(await PutManifestAsync("sign/long", $"{digest}?tag=long", manifest), 201);
        await RunAsync("sign/long", new { manifest_signing_service = Href(service) });
        using var answer = await Host.GetAsync($"extensions/v2/sign/long/signatures/{digest}");
        Assert.That(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("signatures").GetArrayLength(), Is.EqualTo(1));
        await RunAsync("sign/long", new { manifest_signing_service = Href(service) });
        Assert.That((await Host.LatestAsync("sign/long"))!.Summary.Present["container.signature"], Is.EqualTo(1));
    }

    [Test]
    public async Task What_cannot_be_signed_is_refused_with_the_field()
    {
        await PushImageAsync("sign/wrong", "one", "wrong", "1");
        var href = await HrefAsync("sign/wrong");
        await RefuseAsync(href, new { manifest_signing_service = Href(service), tags_list = new[] { "none" } }, "tags_list");
        await RefuseAsync(href, new { manifest_signing_service = Href(service), future_base_path = "Upper Case" }, "future_base_path");
        await RefuseAsync(href, new { manifest_signing_service = Href(detached) }, "manifest_signing_service");
        await RefuseAsync(href, new { manifest_signing_service = href }, "manifest_signing_service");
        var bare = await Host.CreateAsync(new ContainerRepository { Name = "sign-bare" });
        await RefuseAsync($"pulp/api/v3/repositories/container/container/{bare.Id}/", new { manifest_signing_service = Href(service) }, "future_base_path");
        using var patched = await Host.SendAsync(HttpMethod.Patch, href, JsonContent.Create(new { manifest_signing_service = Href(detached) }));
        await AssertAsync(patched, 400);
    }

    [Test]
    public async Task A_script_that_fails_fails_the_task_and_adds_nothing()
    {
        await PushImageAsync("sign/fails", "one", "fails", "1");
        var before = (await Host.LatestAsync("sign/fails"))!.Number;
        var broken = await Host.CreateAsync(new SigningService { Name = "broken", Script = Script("echo no key >&2; exit 2"), PublicKey = Key, PubkeyFingerprint = "X", Kind = ManifestSigning.KindName });
        using var answer = await PostAsync(await HrefAsync("sign/fails"), "sign/", new { manifest_signing_service = Href(broken) });
        await AssertAsync(answer, 202);
        var task = await WaitAsync(answer);
        Assert.That(task.State, Is.EqualTo(TaskState.Failed));
        Assert.That(task.Error!.Description, Does.Contain("exit code 2: no key"));
        Assert.That((await Host.LatestAsync("sign/fails"))!.Number, Is.EqualTo(before));
    }

    [Test]
    public async Task The_signatures_of_a_key_are_removed_from_a_push_repository()
    {
        await PushImageAsync("sign/source", "one", "source", "1");
        await RunAsync("sign/source", new { manifest_signing_service = Href(service) });
        var repository = await Host.CreateAsync(new ContainerPushRepository { Name = "sign/old" });
        await Host.CreateAsync(new ContainerDistribution { Name = "sign/old", BasePath = "sign/old", Repository = repository.Id });
        await PushImageAsync("sign/old", "one", "old", "1");
        var href = $"pulp/api/v3/repositories/container/container-push/{repository.Id}/";
        using (var signed = await PostAsync(href, "sign/", new { manifest_signing_service = Href(service) }))
            Assert.That((await WaitAsync(signed)).State, Is.EqualTo(TaskState.Completed));
        Assert.That((await Host.LatestAsync("sign/old"))!.Summary.Present["container.signature"], Is.EqualTo(1));

        await RefuseAsync(href, new { signed_with_key_id = "0000000000000000" }, "signed_with_key_id", "remove_signatures/");
        using var removed = await PostAsync(href, "remove_signatures/", new { signed_with_key_id = KeyId.ToLowerInvariant() });
        await AssertAsync(removed, 200);
        Assert.That(await removed.Content.ReadAsStringAsync(), Is.EqualTo($"{{\"signed_with_key_id\":\"{KeyId.ToLowerInvariant()}\"}}"));
        Assert.That((await Host.LatestAsync("sign/old"))!.Summary.Present, Does.Not.ContainKey("container.signature").And.ContainKey("container.manifest"));
    }

    [Test]
    public async Task A_service_that_is_taken_away_leaves_the_repository_without_one()
    {
        var going = await Host.CreateAsync(new SigningService { Name = "going", Script = "/bin/true", PublicKey = Key, PubkeyFingerprint = "X", Kind = ManifestSigning.KindName });
        var repository = await Host.CreateAsync(new ContainerRepository { Name = "sign-left", ManifestSigningService = going.Id });
        Assert.That(await Host.Services.GetRequiredService<SigningServices>().RemoveAsync("going"), Is.True);
        var left = await Host.Database.ReadAsync(session => session.Resources.GetAsync(repository.Id));
        Assert.That(((ContainerRepository)left!).ManifestSigningService, Is.Null);
    }

    private string Script(string body)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.sh");
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static string Href(SigningService of) => $"/pulp/api/v3/signing-services/{of.Id}/";

    private async Task<string> HrefAsync(string name) =>
        (await Host.GetJsonAsync($"pulp/api/v3/repositories/container/container/?name={name}")).GetProperty("results")[0].GetProperty("pulp_href").GetString()!.TrimStart('/');

    private Task<HttpResponseMessage> PostAsync(string href, string action, object body) => Host.SendAsync(HttpMethod.Post, href + action, JsonContent.Create(body));

    private async Task RefuseAsync(string href, object body, string field, string action = "sign/")
    {
        using var answer = await PostAsync(href, action, body);
        await AssertAsync(answer, 400);
        Assert.That(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.TryGetProperty(field, out _), Is.True, field);
    }

    private async Task<PulpTask> WaitAsync(HttpResponseMessage answer)
    {
        var task = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("task").GetString()!;
        return await Host.Services.GetRequiredService<TaskDispatcher>().WaitAsync(Guid.Parse(task.TrimEnd('/').Split('/')[^1]));
    }

    private async Task<PulpTask> RunAsync(string name, object body)
    {
        using var answer = await PostAsync(await HrefAsync(name), "sign/", body);
        await AssertAsync(answer, 202);
        var task = await WaitAsync(answer);
        Assert.That(task.State, Is.EqualTo(TaskState.Completed), task.Error?.Description);
        return task;
    }

    private async Task<IReadOnlyList<string>> ReferencesAsync(string name, byte[] manifest)
    {
        var digest = Images.DigestOf(manifest);
        var listed = (await Host.GetJsonAsync($"extensions/v2/{name}/signatures/{digest}")).GetProperty("signatures").EnumerateArray();
        return [.. listed.Select(signature => AtomicSignature.ReferenceOf(AtomicSignature.Read(digest, signature.GetProperty("content").GetBytesFromBase64())))];
    }

    private sealed class Believer : ISignatureVerifier
    {
        public Task<string?> VerifyAsync(OpenPgpKey key, string signature, string? file, CancellationToken cancellationToken = default) => Task.FromResult<string?>(null);
    }
}
