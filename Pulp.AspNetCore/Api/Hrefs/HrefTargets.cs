using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Hrefs;

/// <summary>
/// Holds the addresses of the objects that the rows of one answer refer to.
/// </summary>
internal sealed class HrefTargets
{
    private readonly ApiHrefs hrefs;
    private readonly Dictionary<Guid, string?> targets = [];
    private readonly Dictionary<Guid, string> prns = [];

    public HrefTargets(ApiHrefs hrefs) => this.hrefs = hrefs;

    /// <summary>Gets the address of a resource or version that was loaded, or null when it does not exist.</summary>
    public string? Of(Guid? id) => id is { } target ? targets.GetValueOrDefault(target) : null;

    /// <summary>Gets the PRN of a resource that was loaded with it, or null.</summary>
    public string? PrnOf(Guid? id) => id is { } target ? prns.GetValueOrDefault(target) : null;

    public async ValueTask LoadResourceAsync(IStoreSession session, PulpCatalog catalog, Guid? id, bool withPrn = false)
    {
        if (id is not { } target || (targets.ContainsKey(target) && (!withPrn || prns.ContainsKey(target))))
            return;
        if (!withPrn && hrefs.TryGetKnown(target, out var known))
        {
            targets[target] = known;
            return;
        }

        var resource = await session.Resources.GetAsync(target).ConfigureAwait(false);
        if (resource is null)
        {
            targets[target] = null;
            return;
        }

        var type = catalog.ResourceTypeOf(resource);
        Add(target, hrefs.Of(type, resource));
        prns[target] = type.PrnOf(target);
    }

    public async ValueTask<RepositoryVersion?> LoadVersionAsync(IStoreSession session, PulpCatalog catalog, Guid? id)
    {
        if (id is not { } target)
            return null;
        var version = await session.Versions.GetAsync(target).ConfigureAwait(false);
        if (version is null)
            targets[target] = null;
        else
            await AddVersionAsync(session, catalog, version).ConfigureAwait(false);
        return version;
    }

    public async ValueTask AddVersionAsync(IStoreSession session, PulpCatalog catalog, RepositoryVersion version)
    {
        await LoadResourceAsync(session, catalog, version.RepositoryId).ConfigureAwait(false);
        if (Of(version.RepositoryId) is { } repository)
            Add(version.Id, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{repository}versions/{version.Number}/"));
    }

    public async ValueTask LoadContentAsync(IStoreSession session, PulpCatalog catalog, Guid? id)
    {
        if (id is not { } target || targets.ContainsKey(target))
            return;
        var found = await session.Contents.GetAsync([target]).ConfigureAwait(false);
        targets[target] = found.Count == 0 ? null : hrefs.Of(catalog.ContentTypeOf(found[0]), target);
    }

    private void Add(Guid id, string href)
    {
        targets[id] = href;
        hrefs.Remember(id, href);
    }
}
