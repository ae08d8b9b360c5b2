using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pulp.ContentTypes;
using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Resources;

namespace Pulp.Core.Tests.Plugins;

[TestFixture]
public sealed class ShapesTests : PluginTest
{
    private ServiceProvider provider = null!;
    private PulpCatalog catalog = null!;

    [SetUp]
    public void Load()
    {
        Folders.Add("Shapes");
        AssertLoaded(Folders.LoadOne());
        provider = Folders.Services.BuildServiceProvider();
        catalog = provider.GetRequiredService<PulpCatalog>();
    }

    [TearDown]
    public void Release() => provider.Dispose();

    [Test]
    public void A_tag_needs_its_manifest_and_a_manifest_its_blobs_and_children()
    {
        var (tag, tagType) = Unit("shapes.tag", """{"name":"latest","manifest":"m1"}""");
        var (manifest, manifestType) = Unit("shapes.manifest", """{"digest":"m1","blobs":["b1","b2"],"children":["m2"]}""");
        var (blob, blobType) = Unit("shapes.blob", """{"digest":"b2","size":3}""");
        Assert.That(tagType.References(tag), Is.EqualTo(new[] { new ContentReference("shapes.manifest", manifestType.NaturalKey(manifest)) }));
        Assert.That(manifestType.References(manifest), Does.Contain(new ContentReference("shapes.blob", blobType.NaturalKey(blob))));
        Assert.That(manifestType.References(manifest).Select(reference => reference.TargetType), Is.EqualTo(new[] { "shapes.blob", "shapes.blob", "shapes.manifest" }));
        Assert.That(blobType.References(blob), Is.Empty);
    }

    [Test]
    public void A_signature_belongs_to_what_it_signs()
    {
        var (signature, type) = Unit("shapes.signature", """{"digest":"s1","signed_manifest":"m1"}""");
        Assert.That(type.References(signature).Single().Direction, Is.EqualTo(ReferenceDirection.BelongsTo));
    }

    [Test]
    public void Two_tags_of_one_name_are_two_units_and_share_a_place_in_a_version()
    {
        var (first, type) = Unit("shapes.tag", """{"name":"latest","manifest":"m1"}""");
        var (second, _) = Unit("shapes.tag", """{"name":"latest","manifest":"m2"}""");
        Assert.That(type.NaturalKey(first), Is.Not.EqualTo(type.NaturalKey(second)));
        Assert.That(type.RepositoryKey(first), Is.EqualTo(type.RepositoryKey(second)));
    }

    [Test]
    public void Units_survive_their_document()
    {
        var (manifest, type) = Unit("shapes.manifest", """{"digest":"m1","blobs":["b1"]}""");
        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(type.WriteDocument(manifest)), JsonNode.Parse("""{"digest":"m1","blobs":["b1"]}""")));
    }

    [Test]
    public void A_resource_that_is_not_content_has_key_fields_and_permissions_of_its_own()
    {
        Assert.That(catalog.TryGetResourceType(ResourceKind.Custom, "shapes.namespace", out var type), Is.True);
        var resource = type!.ReadDocument("""{"name":"acme","company":"Acme"}"""u8);
        Assert.That(resource.GetKey(), Is.EqualTo("acme"));
        Assert.That(type.Fields.Select(field => field.Name), Is.EqualTo(new[] { "name", "company", "home" }));
        Assert.That(type.Fields[2].Kind, Is.EqualTo(FieldKind.Reference));
        Assert.That(type.Permission("change"), Is.EqualTo("shapes.change_shapenamespace"));
    }

    [Test]
    public void Base_paths_of_its_distributions_may_nest()
    {
        Assert.That(catalog.TryGetResourceType(ResourceKind.Distribution, "shapes.shape", out var type), Is.True);
        Assert.That(type, Is.InstanceOf<DistributionType>());
        Assert.That(((DistributionType)type!).BasePathsMayNest, Is.True);
        Assert.That(type.Fields.Select(field => field.Name), Does.Not.Contain("publication").And.Contain("namespace"));
    }

    [Test]
    public void Its_permission_and_role_are_in_the_catalog()
    {
        Assert.That(catalog.Permissions, Does.ContainKey("shapes.push_shapedistribution"));
        Assert.That(catalog.Roles["shapes.shapedistribution_pusher"], Does.Contain("shapes.push_shapedistribution"));
    }

    private (Content Unit, ContentType Type) Unit(string typeName, string document)
    {
        Assert.That(catalog.TryGetContentType(typeName, out var type), Is.True);
        return (type!.ReadDocument(System.Text.Encoding.UTF8.GetBytes(document), type.SchemaNumber, new ContentHeader(Guid.Empty, 0, default, default, null)), type);
    }
}
