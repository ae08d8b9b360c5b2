using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Protocol;
using Pulp.Plugins.Container.Tests.Conformance;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Plugins.Container.Tokens;
using Pulp.Testing.Fuzzing;

namespace Pulp.Plugins.Container.Tests.Fuzzing;

[TestFixture]
public sealed class ReaderFuzzTests
{
    [TestCase(1, null)]
    [TestCase(2, ManifestMediaTypes.OciManifest)]
    [TestCase(3, ManifestMediaTypes.OciIndex)]
    public async Task Manifests_are_read_as_they_are_or_refused(int seed, string? contentType)
    {
        var samples = ManifestCase.All("sha256").Concat(ManifestCase.All("sha512")).SelectMany(content => content.Manifests).Select(manifest => manifest.Bytes).Where(bytes => bytes.Length < 10_000).ToList();
        await Fuzz.RunAsync(seed, 3_000, samples, bytes => Refusing(() =>
        {
            var manifest = ManifestReader.Read(bytes, contentType);
            Assert.That(Encoding.UTF8.GetBytes(manifest.Document), Is.EqualTo(bytes), "a digest never changes by passing through");
            Assert.That(manifest.Config is null || manifest.Listed.Count == 0, Is.True);
            foreach (var descriptor in manifest.NeededBlobs().Concat(manifest.Listed))
                Assert.That((OciDigest.TryParse(descriptor.Digest, out _), descriptor.Size), Is.EqualTo((true, Math.Max(descriptor.Size, 0))));
            _ = manifest.References();
        }));
    }

    [Test]
    public async Task Manifests_of_schema_version_1_are_read_as_they_are_or_refused()
    {
        const string start = """{"schemaVersion":1,"architecture":"arm64","fsLayers":[{"blobSum":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}],"history":[{"v1Compatibility":"{\"os\":\"linux\"}"}]""";
        var statement = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"formatLength":{{start.Length}},"formatTail":"fQ"}"""));
        var signed = $$"""{{start}},"signatures":[{"protected":"{{statement}}"}]}""";
        var whole = ManifestReader.Read(Encoding.UTF8.GetBytes(signed), ManifestMediaTypes.DockerSchema1Signed, takesSchema1: true);
        Assert.That(whole.Digest, Is.EqualTo(Images.DigestOf(Encoding.UTF8.GetBytes(start + "}"))));
        await Fuzz.RunAsync(7, 5_000, Samples(signed, start + "}"), bytes => Refusing(() =>
        {
            _ = Schema1Document.NamedByDigest(bytes, null);
            var manifest = ManifestReader.Read(bytes, null, takesSchema1: true);
            Assert.That(Encoding.UTF8.GetBytes(manifest.Document), Is.EqualTo(bytes));
            _ = manifest.References();
        }));
    }

    [Test]
    public async Task Configurations_tell_what_they_tell() =>
        await Fuzz.RunAsync(4, 3_000, Samples("""{"architecture":"arm64","variant":"v8","os":"linux","config":{"Labels":{"a":"b","c":"\u00e9"}},"rootfs":{"type":"layers","diff_ids":["sha256:00"]}}"""), bytes =>
        {
            _ = ImageConfig.Read(bytes);
            return ValueTask.CompletedTask;
        });

    [Test]
    public async Task Scopes_are_read_or_refused() =>
        await Fuzz.RunAsync(5, 10_000, Samples("repository:team/app:pull,push", "registry:catalog:*", "repository:a:pull repository:b/c:delete repository(plugin):d:x", "a:b:c:d:e"), bytes => Refusing(() =>
        {
            foreach (var scope in TokenScope.Parse([Encoding.Latin1.GetString(bytes)]))
                Assert.That(scope.Type != TokenScope.Repository || RepositoryName.TryParse(scope.Name, out _), Is.True);
        }));

    [Test]
    public async Task Small_grammars_are_read_or_refused() =>
        await Fuzz.RunAsync(6, 20_000, Samples("0-99", "bytes 100-199/*", "bytes=5-6", "sha256:" + new string('a', 64), "sha512:" + new string('b', 128), "latest", "team/app__x/y-z.w", "application/vnd.oci.image.index.v1+json; q=0.5, */*"), bytes =>
        {
            var text = Encoding.Latin1.GetString(bytes);
            if (ContentRange.TryParse(text, out var range))
                Assert.That(range.First, Is.InRange(0, range.Last));
            if (OciDigest.TryParse(text, out var digest))
                Assert.That(digest.ToString(), Is.EqualTo(text));
            if (RepositoryName.TryParse(text, out _))
                Assert.That(text, Does.Match(@"\A[a-z0-9._/-]{1,255}\z").And.Not.Contain("..").And.Not.Contain("//"));
            if (TagName.TryParse(text, out _))
                Assert.That(text, Does.Match(@"\A[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\z"));
            _ = MediaType.TryParse(text, out _);
            _ = AcceptedTypes.Include(text, ManifestMediaTypes.OciIndex);
            _ = RegistryPath.NameOf("/v2/" + text);
            return Refusing(() =>
            {
                _ = Reference.Parse(text);
                _ = ListPage.Of(new DefaultHttpContext { Request = { QueryString = new QueryString($"?n={Uri.EscapeDataString(text)}&last={Uri.EscapeDataString(text)}") } }.Request);
            });
        });

    private static byte[][] Samples(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static ValueTask Refusing(Action read)
    {
        try
        {
            read();
        }
        catch (RegistryException refused)
        {
            Assert.That(refused.Error.StatusCode, Is.InRange(400, 499));
        }

        return ValueTask.CompletedTask;
    }
}
