using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Holds the plugin's content types, and the keys under which their units are found.
/// </summary>
internal sealed class GalaxyTypes(PulpCatalog catalog)
{
    public ContentType Collections { get; } = catalog.ContentTypeOf(typeof(CollectionVersion));

    public ContentType Signatures { get; } = catalog.ContentTypeOf(typeof(CollectionVersionSignature));

    public ContentType Marks { get; } = catalog.ContentTypeOf(typeof(CollectionVersionMark));

    public ContentType Deprecations { get; } = catalog.ContentTypeOf(typeof(AnsibleCollectionDeprecated));

    public ContentType Namespaces { get; } = catalog.ContentTypeOf(typeof(AnsibleNamespaceMetadata));

    public ContentType Roles { get; } = catalog.ContentTypeOf(typeof(Role));

    /// <summary>Gets where a version of a collection stands in a repository.</summary>
    public KeyHash PlaceOf(CollectionName name, string version) => Collections.RepositoryKeyOfPath(CollectionFileName.Of(name.Namespace, name.Name, version))!.Value;

    /// <summary>Gets where the mark that a collection is deprecated stands in a repository.</summary>
    public KeyHash DeprecationOf(CollectionName name) => Deprecations.RepositoryKey(new AnsibleCollectionDeprecated { Namespace = name.Namespace, Name = name.Name });

    /// <summary>Gets where the mark that a version's collection is deprecated stands in a repository.</summary>
    public KeyHash DeprecationOf(CollectionVersion unit) => Deprecations.RepositoryKey(new AnsibleCollectionDeprecated { Namespace = unit.Namespace, Name = unit.Name });

    /// <summary>Gets where the metadata of a namespace stands in a repository.</summary>
    public KeyHash NamespaceOf(string name) => Namespaces.RepositoryKey(new AnsibleNamespaceMetadata { Name = name, MetadataSha256 = "" });

    /// <summary>Tells whether a version holds units of a type at all.</summary>
    public static bool HasAny(RepositoryVersion version, ContentType type) => CountOf(version, type) > 0;

    /// <summary>Gets how many units of a type a version holds.</summary>
    public static long CountOf(RepositoryVersion version, ContentType type) => version.Summary.Present.GetValueOrDefault(type.Name);

    /// <summary>Makes the row of a unit that is about to be saved.</summary>
    public NewContent Row(Content unit, params IReadOnlyList<NewContentFile> files)
    {
        var type = catalog.ContentTypeOf(unit);
        return new NewContent(type, unit, type.NaturalKey(unit), files);
    }

    /// <summary>Saves units that have no files.</summary>
    /// <returns>The units as they are kept.</returns>
    public async ValueTask<IReadOnlyList<Content>> SaveAsync(IStoreSession session, Guid domainId, IReadOnlyList<Content> units)
    {
        if (units.Count == 0)
            return [];
        var saved = await session.Contents.SaveAsync(domainId, [.. units.Select(unit => Row(unit))]).ConfigureAwait(false);
        return [.. units.Zip(saved, (unit, row) => unit with { Id = row.Identity.Id, StoreKey = row.Identity.StoreKey })];
    }

    /// <summary>Gets the name by which permissions are given on a resource.</summary>
    public string PrnOf(Resources.Resource resource) => catalog.ResourceTypeOf(resource).PrnOf(resource.Id);
}
