using Pulp.Plugins.Container.Manifests;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Container.Tests.Support;

/// <summary>Puts images of a repository onto a fake upstream.</summary>
internal sealed class FakeRegistry(FakeUpstream upstream, string name = "team/app")
{
    public static FakeAnswer Manifest(byte[] manifest, string mediaType = ManifestMediaTypes.OciManifest) =>
        FakeAnswer.Ok(manifest, mediaType) with { Headers = [new("Docker-Content-Digest", Images.DigestOf(manifest))] };

    public static FakeAnswer List(params string[] tags) =>
        FakeAnswer.Ok($$"""{"name":"any","tags":[{{string.Join(',', tags.Select(tag => $"\"{tag}\""))}}]}""", "application/json");

    public string PathOf(string rest) => $"/v2/{name}/{rest}";

    public FakeRegistry Tags(params string[] tags)
    {
        upstream.Map(PathOf("tags/list"), List(tags));
        return this;
    }

    public FakeRegistry Put(string tag, byte[] manifest, string mediaType = ManifestMediaTypes.OciManifest)
    {
        upstream.Map(PathOf($"manifests/{tag}"), Manifest(manifest, mediaType));
        return Put(manifest, mediaType);
    }

    public FakeRegistry Put(byte[] manifest, string mediaType = ManifestMediaTypes.OciManifest)
    {
        upstream.Map(PathOf($"manifests/{Images.DigestOf(manifest)}"), Manifest(manifest, mediaType));
        return this;
    }

    public FakeRegistry PutBlobs(params IEnumerable<byte[]> blobs)
    {
        foreach (var blob in blobs)
            upstream.Map(PathOf($"blobs/{Images.DigestOf(blob)}"), FakeAnswer.Ok(blob));
        return this;
    }

    /// <summary>Puts an image with its parts under a tag.</summary>
    public byte[] PutImage(string tag, string seed, params string[] layers)
    {
        var (config, parts) = (Images.Config(label: seed), layers.Select(Images.Bytes).ToList());
        var manifest = Images.Image(config, parts);
        PutBlobs([config, .. parts]).Put(tag, manifest);
        return manifest;
    }

    /// <summary>Puts what is attached to a manifest, and lists it by the referrers API.</summary>
    public FakeRegistry PutReferrers(byte[] subject, params byte[][] referrers)
    {
        foreach (var referrer in referrers)
            Put(referrer);
        upstream.Map(PathOf($"referrers/{Images.DigestOf(subject)}"), FakeAnswer.Ok(Images.Index(referrers), ManifestMediaTypes.OciIndex));
        return this;
    }

    public int Count(string method, string rest) => upstream.Requests.Count(request => request.Method == method && request.Path == PathOf(rest));
}
