using System.Text;
using System.Text.Json;
using Pulp.ContentTypes;
using Pulp.Domains;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Repositories;
using Pulp.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Pulp.Plugins.Container.Tests.Models;

[TestFixture]
public sealed class RestTests
{
    private RegistryHost host = null!;

    [OneTimeSetUp]
    public async Task Start() => host = await RegistryHost.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [Test]
    public async Task Adding_a_tag_adds_its_closure_and_removing_it_keeps_what_another_needs()
    {
        var repository = await host.CreateAsync(new ContainerRepository { Name = "closure" });
        var (first, second) = (Image("one", "001", "002", "003"), Image("two", "001", "002", "004"));
        await SaveAsync([.. new[] { "001", "002", "003", "004" }.Select(text => new Blob { Digest = Images.DigestOf(Images.Bytes(text)) }),
            new Blob { Digest = Images.DigestOf(Images.Config(label: "one")) }, new Blob { Digest = Images.DigestOf(Images.Config(label: "two")) }, first, second]);
        var tags = await SaveAsync([Tag.Of("latest", first), Tag.Of("v1", second)]);
        var changes = host.Services.GetRequiredService<RepositoryChanges>();
        var both = await changes.ModifyAsync(repository.Id, new RepositoryChange { Add = [.. tags] });
        Assert.That(both!.Summary.Present, Is.EquivalentTo(new Dictionary<string, long> { ["container.tag"] = 2, ["container.manifest"] = 2, ["container.blob"] = 6 }));
        var one = await changes.ModifyAsync(repository.Id, new RepositoryChange { Remove = [tags[1]] });
        Assert.That(one!.Summary.Present, Is.EquivalentTo(new Dictionary<string, long> { ["container.tag"] = 1, ["container.manifest"] = 1, ["container.blob"] = 4 }));
    }

    [Test]
    public async Task Content_shows_addresses_of_what_it_refers_to_and_hides_what_is_only_kept()
    {
        var image = Image("shown", "shown layer");
        await SaveAsync([new Blob { Digest = Images.DigestOf(Images.Bytes("shown layer")) }, new Blob { Digest = Images.DigestOf(Images.Config(label: "shown")) }, image, Tag.Of("shown", image)]);
        var tag = (await host.GetJsonAsync("pulp/api/v3/content/container/tags/?name=shown")).GetProperty("results")[0];
        Assert.That(Names(tag), Is.EquivalentTo(new[] { "pulp_href", "prn", "pulp_created", "pulp_last_updated", "pulp_labels", "vuln_report", "artifact", "name", "tagged_manifest" }));
        var manifest = await host.GetJsonAsync(tag.GetProperty("tagged_manifest").GetString()!);
        Assert.That(manifest.GetProperty("digest").GetString(), Is.EqualTo(image.Digest));
        Assert.That(manifest.GetProperty("type").GetString(), Is.EqualTo("image"));
        Assert.That(manifest.GetProperty("listed_manifests").GetArrayLength(), Is.Zero);
        Assert.That(Names(manifest), Does.Contain("labels").And.Contain("compressed_image_size").And.Not.Contain("document").And.Not.Contain("layers").And.Not.Contain("config").And.Not.Contain("subject"));
        var blob = await host.GetJsonAsync(manifest.GetProperty("blobs")[0].GetString()!);
        Assert.That(blob.GetProperty("digest").GetString(), Is.EqualTo(Images.DigestOf(Images.Bytes("shown layer"))));
        var config = await host.GetJsonAsync(manifest.GetProperty("config_blob").GetString()!);
        Assert.That(config.GetProperty("digest").GetString(), Is.EqualTo(Images.DigestOf(Images.Config(label: "shown"))));
    }

    [TestCase("tags/?digest={0}")]
    [TestCase("tags/?digest=sha256:x,{0}")]
    [TestCase("tags/?digest={0}&digest=sha256:x")]
    [TestCase("tags/?q=digest%3D%22sha256:x,{0}%22")]
    [TestCase("tags/?name=filtered")]
    [TestCase("tags/?name__in=filtered,other")]
    [TestCase("tags/?digest={0}&media_type=application/vnd.oci.image.manifest.v1%2Bjson")]
    [TestCase("manifests/?digest={0}")]
    [TestCase("manifests/?digest__in={0},sha256:x")]
    [TestCase("manifests/?digest={0}&type=image&architecture=amd64&os=linux&is_bootable=false&is_flatpak=false")]
    [TestCase("manifests/?digest={0}&media_type=application/vnd.oci.image.manifest.v1%2Bjson")]
    public async Task Content_is_found_by_digest_and_media_type(string path)
    {
        var image = Image("filtered", "filtered layer");
        await SaveAsync([image, Tag.Of("filtered", image)]);
        var found = await host.GetJsonAsync("pulp/api/v3/content/container/" + string.Format(System.Globalization.CultureInfo.InvariantCulture, path, image.Digest));
        Assert.That(found.GetProperty("count").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task Tags_are_found_by_a_list_of_digests_as_clients_that_read_the_document_send_it()
    {
        var document = await host.GetJsonAsync("pulp/api/v3/docs/api.json");
        var parameters = document.GetProperty("paths").GetProperty("/pulp/api/v3/content/container/tags/").GetProperty("get").GetProperty("parameters").EnumerateArray();
        var digest = parameters.Single(parameter => parameter.GetProperty("name").GetString() == "digest");
        Assert.That((digest.GetProperty("schema").GetProperty("type").GetString(), digest.GetProperty("explode").GetBoolean()), Is.EqualTo(("array", false)));
    }

    [Test]
    public async Task A_distribution_shows_the_path_that_clients_pull_from()
    {
        var (_, distribution) = await host.CreateRepositoryAsync("team/app");
        var shown = await host.GetJsonAsync($"pulp/api/v3/distributions/container/container/{distribution.Id}/");
        Assert.That(shown.GetProperty("registry_path").GetString(), Is.EqualTo($"{host.Url.Authority}/team/app"));
        Assert.That(Names(shown), Does.Contain("private").And.Contain("description").And.Not.Contain("base_url").And.Not.Contain("publication"));
        Assert.That(async () => await host.CreateRepositoryAsync("team/app/nested"), Throws.Nothing);
    }

    [TestCase("Upper")]
    [TestCase("a__/b")]
    public void A_base_path_that_clients_cannot_write_is_refused(string basePath) => Assert.That(
        async () => await host.CreateAsync(new ContainerDistribution { Name = basePath, BasePath = basePath }), Throws.InvalidOperationException);

    [Test]
    public async Task A_remote_names_its_upstream_repository()
    {
        var remote = await host.CreateAsync(new ContainerRemote { Name = "hub", Url = "https://registry.example/", UpstreamName = "library/alpine", IncludeTags = ["3.*"] });
        var shown = await host.GetJsonAsync($"pulp/api/v3/remotes/container/container/{remote.Id}/");
        Assert.That(shown.GetProperty("upstream_name").GetString(), Is.EqualTo("library/alpine"));
        Assert.That(shown.GetProperty("policy").GetString(), Is.EqualTo("immediate"));
        Assert.That(shown.GetProperty("include_tags")[0].GetString(), Is.EqualTo("3.*"));
        Assert.That(shown.GetProperty("exclude_tags").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task An_owner_may_pull_and_push()
    {
        var role = await host.GetJsonAsync("pulp/api/v3/roles/?name=container.containerdistribution_owner");
        Assert.That(
            role.GetProperty("results")[0].GetProperty("permissions").EnumerateArray().Select(permission => permission.GetString()),
            Does.Contain("container.pull_containerdistribution").And.Contain("container.push_containerdistribution"));
    }

    private static Manifest Image(string label, params string[] layers)
    {
        var config = Images.Config(label: label);
        return ManifestReader.Read(Images.Image(config, layers.Select(Encoding.UTF8.GetBytes)), null).With(ImageConfig.Read(config));
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    private Task<IReadOnlyList<Guid>> SaveAsync(params IReadOnlyList<Content> units) => host.Database.WriteAsync<IReadOnlyList<Guid>>(async session =>
    {
        var rows = units.Select(unit => (Unit: unit, Type: host.Catalog.ContentTypeOf(unit))).Select(row => new NewContent(row.Type, row.Unit, row.Type.NaturalKey(row.Unit), [])).ToList();
        return [.. (await session.Contents.SaveAsync(Domain.DefaultId, rows)).Select(row => row.Identity.Id)];
    });
}
