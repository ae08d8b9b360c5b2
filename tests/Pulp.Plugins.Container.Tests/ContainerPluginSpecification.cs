using Pulp.ContentTypes;
using Pulp.Data;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Testing.Plugins;

namespace Pulp.Plugins.Container.Tests;

[TestFixture]
public sealed class ContainerPluginSpecification : PluginSpecification
{
    protected override PulpPlugin CreatePlugin() => new ContainerPlugin();

    protected override IEnumerable<Content> CreateUnits()
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

    protected override void AddStorage(PulpBuilder pulp, string folder) => pulp.UseFolder(folder);
}
