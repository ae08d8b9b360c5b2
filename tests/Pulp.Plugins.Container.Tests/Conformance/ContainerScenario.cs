using Pulp.ContentTypes;
using Pulp.Data;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Testing.Hosting;
using Pulp.Testing.Plugins;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Container.Tests.Conformance;

/// <summary>Unit n is the one layer of an image, tagged by its number; upstream changes about it the image that has the tag.</summary>
[Lacks(typeof(UploadSpecification<>), "Images come by the registry's own protocol, whose tests are those of the distribution specification.")]
public sealed class ContainerScenario : PluginScenario
{
    private const string Upstream = "team/app";

    public override PulpPlugin CreatePlugin() => new ContainerPlugin();

    public override void AddStorage(PulpBuilder pulp, string folder) => pulp.UseFolder(folder);

    public override IEnumerable<Content> CreateUnits()
    {
        var config = Images.Config();
        var image = ManifestReader.Read(Images.Image(config, [Images.Bytes("layer")], ",\"annotations\":{\"a\":\"b\"}"), null).With(ImageConfig.Read(config));
        var attached = ManifestReader.Read(Images.Image(config, [], Images.Subject(Images.Bytes(image.Document))), null);
        var index = ManifestReader.Read(Images.Index(Images.Bytes(image.Document)), ManifestMediaTypes.OciIndex);
        return
        [
            new Blob { Digest = Images.DigestOf(config) },
            new Blob { Digest = Images.DigestOf(Images.Bytes("layer")) },
            image,
            attached,
            index,
            Tag.Of("latest", image),
            Tag.Of("v1", index),
            new ManifestSignature { Name = $"{image.Digest}@1", Digest = image.Digest, KeyId = "A1", Timestamp = 1, Creator = "test", Manifest = image.Digest, Data = "AA==" },
            new ManifestSignature { Name = $"{index.Digest}@2", Digest = index.Digest, KeyId = "A2", Manifest = index.Digest, Data = "AQ==" },
        ];
    }

    public override byte[] CreateFile(int number) => Images.Bytes($"the layer of image {number}");

    public override string PathOf(int number) => Images.DigestOf(CreateFile(number));

    public override string UrlOf(string basePath, string path) => $"v2/{basePath}/blobs/{path}";

    // Whoever has no token is asked for one, here as everywhere.
    public override void Prepare(HttpRequestMessage request) => request.Headers.Authorization = PulpTestHost.Login("admin");

    public override object DescribeRemote(FakeUpstream upstream) => new { url = upstream.Url, upstream_name = Upstream };

    public override void Offer(FakeUpstream upstream, IReadOnlyList<PluginUnit> units)
    {
        var registry = new FakeRegistry(upstream, Upstream).Tags([.. units.Select(TagOf)]);
        foreach (var unit in units)
        {
            var config = Images.Config(label: TagOf(unit));
            registry.PutBlobs(config, unit.Bytes).Put(TagOf(unit), Images.Image(config, [unit.Bytes], unit.IsChanged ? ",\"annotations\":{\"changed\":\"yes\"}" : ""));
        }
    }

    public override string UpstreamPathOf(PluginUnit unit) => $"/v2/{Upstream}/blobs/{unit.Path}";

    // A layer leaves with the image that needs it.
    public override async Task<RestAnswer> RemoveAsync(RestClient client, string repository, string version, PluginUnit unit)
    {
        var tags = (await client.ReadAsync($"content/container/tags/?name={TagOf(unit)}&repository_version={version}"))["results"]!.AsArray();
        return await client.PostAsync($"{repository}remove/", new { content_units = tags.Select(tag => (string?)tag!["pulp_href"]) });
    }

    private static string TagOf(PluginUnit unit) => $"v{unit.Number}";
}
