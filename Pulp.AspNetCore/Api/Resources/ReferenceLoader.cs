using Pulp.AspNetCore.Api.Hrefs;
using Pulp.Distributions;
using Pulp.Distributions.Guards;
using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Sync;

namespace Pulp.AspNetCore.Api.Resources;

/// <summary>
/// Loads the addresses that the rows of one resource type refer to.
/// </summary>
internal sealed class ReferenceLoader
{
    private readonly IReadOnlyList<(ReferenceTarget Target, Func<Resource, Guid?> Get)> single;
    private readonly IReadOnlyList<(ReferenceTarget Target, Func<Resource, IReadOnlyList<Guid>?> Get)> lists;
    private readonly IReadOnlyList<FieldDescriptor> referring;

    public ReferenceLoader(IEnumerable<FieldDescriptor> fields)
    {
        var all = fields.ToList();
        single = [.. all.Where(descriptor => descriptor.Kind == FieldKind.Reference)
            .Select(descriptor => (descriptor.Rules.References, FieldWriters.Getter<Resource, Guid?>(descriptor.Property)))];
        referring = [.. all.Where(descriptor => descriptor.Rules.ReferredBy is not null)];
        lists = [.. all.Where(descriptor => descriptor.Kind == FieldKind.ReferenceList)
            .Select(descriptor => (descriptor.Rules.References, FieldWriters.Getter<Resource, IReadOnlyList<Guid>?>(descriptor.Property)))];
    }

    public async ValueTask<ResourceRow> LoadAsync(IStoreSession session, PulpCatalog catalog, Resource resource, HrefTargets targets)
    {
        foreach (var field in referring)
            resource = await WithReferringAsync(session, catalog, resource, field).ConfigureAwait(false);
        foreach (var (target, get) in single)
            await LoadAsync(session, catalog, target, get(resource), targets).ConfigureAwait(false);
        foreach (var (target, get) in lists)
        {
            foreach (var id in get(resource) ?? [])
                await LoadAsync(session, catalog, target, id, targets).ConfigureAwait(false);
        }

        var row = new ResourceRow(resource, catalog.ResourceTypeOf(resource));
        if (row.Type.ShowsLastSync)
            row = row with { LastSyncTask = await LastSync.FindAsync(session, resource.Id).ConfigureAwait(false) };
        if (resource is RBACContentGuard rbac)
            row = row with { Downloaders = await GuardDownloaders.FindAsync(session, rbac).ConfigureAwait(false) };
        if (resource is Distribution { ContentGuard: { } guard })
            await targets.LoadResourceAsync(session, catalog, guard, withPrn: true).ConfigureAwait(false);
        return resource is Publication publication ? await WithDistributionsAsync(session, catalog, row, publication, targets).ConfigureAwait(false) : row;
    }

    // The field is the one thing of a record that is set here and in no initializer: its type is the plugin's.
    private static async ValueTask<Resource> WithReferringAsync(IStoreSession session, PulpCatalog catalog, Resource resource, FieldDescriptor list)
    {
        var all = await session.Resources.ReferringAsync(resource.Id).ConfigureAwait(false);
        var listed = all.Where(other => catalog.ResourceTypeOf(other).Fields.Any(field => field.Name == list.Rules.ReferredBy && field.GetValue(other) is Guid id && id == resource.Id));
        var shown = resource with { };
        list.Property.SetValue(shown, (IReadOnlyList<Guid>)[.. listed.Select(other => other.Id)]);
        return shown;
    }

    private static async ValueTask<ResourceRow> WithDistributionsAsync(IStoreSession session, PulpCatalog catalog, ResourceRow row, Publication publication, HrefTargets targets)
    {
        var version = await session.Versions.GetAsync(publication.RepositoryVersion).ConfigureAwait(false);
        var distributions = (await session.Resources.ReferringAsync(publication.Id).ConfigureAwait(false)).OfType<Distribution>().Select(distribution => distribution.Id).ToList();
        foreach (var id in distributions)
            await targets.LoadResourceAsync(session, catalog, id).ConfigureAwait(false);
        return row with { RepositoryId = version?.RepositoryId, Distributions = distributions };
    }

    private static async ValueTask LoadAsync(IStoreSession session, PulpCatalog catalog, ReferenceTarget target, Guid? id, HrefTargets targets)
    {
        switch (target)
        {
            case ReferenceTarget.RepositoryVersion:
                await targets.LoadVersionAsync(session, catalog, id).ConfigureAwait(false);
                break;
            case ReferenceTarget.Content:
                await targets.LoadContentAsync(session, catalog, id).ConfigureAwait(false);
                break;
            default:
                await targets.LoadResourceAsync(session, catalog, id).ConfigureAwait(false);
                break;
        }
    }
}
