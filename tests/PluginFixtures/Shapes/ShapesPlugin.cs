using Pulp.ContentTypes;
using Pulp.Plugins;

namespace Fixtures.Shapes;

// What a container registry asks of the contract, in its smallest form: units that refer to units, a resource that is not content, nested base paths.
public sealed class ShapesPlugin : PulpPlugin
{
    private const string BlobType = "shapes.blob";
    private const string ManifestType = "shapes.manifest";

    public override string Label => "shapes";

    public override void Configure(PluginBuilder plugin)
    {
        plugin.AddContent<Blob>("blob", "blobs", content => content.NaturalKey(blob => [blob.Digest]));
        plugin.AddContent<Manifest>("manifest", "manifests", content => content
            .NaturalKey(manifest => [manifest.Digest])
            .References(manifest =>
            [
                .. manifest.Blobs.Select(digest => new ContentReference(BlobType, KeyHash.Of(digest))),
                .. manifest.Children.Select(digest => new ContentReference(ManifestType, KeyHash.Of(digest))),
            ]));
        plugin.AddContent<Tag>("tag", "tags", content => content
            .NaturalKey(tag => [tag.Name, tag.Manifest])
            .RepositoryKey(tag => [tag.Name])
            .FilterBy("name")
            .References(tag => [new ContentReference(ManifestType, KeyHash.Of(tag.Manifest))]));
        plugin.AddContent<Signature>("signature", "signatures", content => content
            .NaturalKey(signature => [signature.Digest])
            .References(signature => [new ContentReference(ManifestType, KeyHash.Of(signature.SignedManifest), ReferenceDirection.BelongsTo)]));
        plugin.AddRemote<ShapeRemote>("shape", "shape", type => type.AllPolicies());
        plugin.AddRepository<ShapeRepository>("shape", "shape", repository => repository
            .Holds<Blob>().Holds<Manifest>().Holds<Tag>().Holds<Signature>()
            .Without(nameof(ShapeRepository.RetainCheckpoints)));
        plugin.AddDistribution<ShapeDistribution>("shape", "shape", distribution => distribution
            .BasePathsMayNest()
            .BaseUrl("/shapes/{base_path}/")
            .Without(nameof(ShapeDistribution.Publication), nameof(ShapeDistribution.Checkpoint)));
        plugin.AddResource<ShapeNamespace>("namespace", "namespaces");
        plugin.AddPermission("shapes.push_shapedistribution", "Push to the repository of a distribution");
        plugin.AddRole("shapes.shapedistribution_pusher", "shapes.view_shapedistribution", "shapes.push_shapedistribution");
    }
}
