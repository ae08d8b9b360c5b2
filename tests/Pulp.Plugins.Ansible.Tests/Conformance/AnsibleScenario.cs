using System.Text;
using System.Text.Json.Nodes;
using Pulp.ContentTypes;
using Pulp.Data;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Testing.Plugins;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Ansible.Tests.Conformance;

/// <summary>Unit n is the one version of a collection; upstream changes about it which Ansible it needs.</summary>
public sealed class AnsibleScenario : PluginScenario
{
    private static readonly string First = new('a', 64);
    private static readonly string Second = new('b', 64);
    private int offers;

    public override bool LeavesOutWhatFails => true;

    public override PulpPlugin CreatePlugin() => new AnsiblePlugin();

    public override void AddStorage(PulpBuilder pulp, string folder) => pulp.UseFolder(folder);

    public override IEnumerable<Content> CreateUnits() =>
    [
        new CollectionVersion
        {
            Namespace = "acme", Name = "tools", Version = "1.10.0-rc.1", Sha256 = First, Size = 12, Authors = ["A <a@example.com>"], Description = "Tools",
            Dependencies = new Dictionary<string, string> { ["acme.base"] = ">=1.0.0,<2.0.0" }, License = ["MIT"], Tags = ["linux"], RequiresAnsible = ">=2.14",
        },
        new CollectionVersion { Namespace = "acme", Name = "base", Version = "1.9.0", Sha256 = Second },
        new CollectionVersionSignature { CollectionSha256 = First, Digest = Second, Data = "-----BEGIN PGP SIGNATURE-----", PubkeyFingerprint = "0123" },
        new CollectionVersionSignature { CollectionSha256 = Second, Digest = First, Data = "-----BEGIN PGP SIGNATURE-----", PubkeyFingerprint = "0123", SigningService = Guid.Empty },
        new CollectionVersionMark { CollectionSha256 = First, Value = "tested" },
        new CollectionVersionMark { CollectionSha256 = First, Value = "certified" },
        new AnsibleCollectionDeprecated { Namespace = "acme", Name = "tools" },
        new AnsibleCollectionDeprecated { Namespace = "acme", Name = "base" },
        new AnsibleNamespaceMetadata { Name = "acme", Company = "ACME", Links = [new NamespaceLink("site", "https://example.com/")], MetadataSha256 = First },
        new AnsibleNamespaceMetadata { Name = "other", AvatarSha256 = First, MetadataSha256 = Second },
        new Role { Namespace = "acme", Name = "web", Version = "v1.0" },
        new Role { Namespace = "acme", Name = "web", Version = "v1.1" },
    ];

    public override byte[] CreateFile(int number) => new CollectionBuilder(name: NameOf(number)).Build();

    public override string PathOf(int number) => $"acme-{NameOf(number)}-1.0.0.tar.gz";

    public override void Offer(FakeUpstream upstream, IReadOnlyList<PluginUnit> units)
    {
        var galaxy = new PlayedGalaxy(upstream);
        foreach (var unit in units)
            galaxy.Add($"acme.{NameOf(unit.Number)}", "1.0.0", version => version with { Bytes = unit.Bytes, RequiresAnsible = unit.IsChanged ? ">=2.17" : ">=2.14" });
        galaxy.Play().Map(galaxy.Api, new JsonObject { ["published"] = DateTimeOffset.UnixEpoch.AddDays(++offers).ToString("O") });
    }

    public override string UpstreamPathOf(PluginUnit unit) => $"/files/{unit.Path}";

    public override UploadForm DescribeUpload(PluginUnit unit) => new(unit.Path, unit.Bytes);

    public override UploadForm DescribeBrokenUpload() => new(PathOf(1), Encoding.UTF8.GetBytes("This is no archive, whatever it is called."));

    private static string NameOf(int number) => $"unit{number}";
}
