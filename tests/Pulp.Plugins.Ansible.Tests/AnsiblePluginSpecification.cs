using Pulp.ContentTypes;
using Pulp.Data;
using Pulp.Plugins.Ansible.Models;
using Pulp.Testing.Plugins;

namespace Pulp.Plugins.Ansible.Tests;

[TestFixture]
public sealed class AnsiblePluginSpecification : PluginSpecification
{
    private static readonly string First = new('a', 64);
    private static readonly string Second = new('b', 64);

    protected override PulpPlugin CreatePlugin() => new AnsiblePlugin();

    protected override IEnumerable<Content> CreateUnits() =>
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

    protected override void AddStorage(PulpBuilder pulp, string folder) => pulp.UseFolder(folder);
}
