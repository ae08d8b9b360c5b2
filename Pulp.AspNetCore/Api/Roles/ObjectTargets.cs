using System.Globalization;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Resources;
using Pulp.Plugins;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Roles;

/// <summary>
/// Finds objects of any kind on which roles can be given.
/// </summary>
internal sealed class ObjectTargets
{
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly ReferenceResolver references;
    private readonly ApiHrefs hrefs;

    public ObjectTargets(IPulpDatabase database, PulpCatalog catalog, ReferenceResolver references, ApiHrefs hrefs)
    {
        this.database = database;
        this.catalog = catalog;
        this.references = references;
        this.hrefs = hrefs;
    }

    /// <summary>Gets the href of an object by its PRN, or null when the PRN is of no known kind.</summary>
    public string? HrefOf(string prn) => hrefs.TryParse(prn, out var reference)
        ? reference switch
        {
            ObjectReference.OfResource { Type.ParentType: null } resource => hrefs.Of(resource.Type, resource.Id),
            ObjectReference.OfCore { Kind.HasNumbers: true } core => hrefs.Of(core.Kind, long.Parse(core.Id, CultureInfo.InvariantCulture)),
            ObjectReference.OfCore core => hrefs.Of(core.Kind, core.Uuid),
            _ => null,
        }
        : null;

    public async Task<RoleTarget> FindAsync(ApiCall call, string field, ObjectReference reference)
    {
        switch (reference)
        {
            case ObjectReference.OfResource { Type.ParentType: null } resource when (await references.FindResourceAsync(call, resource.Id).ConfigureAwait(false))?.GetType() == resource.Type.ClrType:
                return new RoleTarget(resource.Type.PrnOf(resource.Id), ObjectPermissions.Of(resource.Type, catalog));
            case ObjectReference.OfCore core when await ExistsAsync(call, core).ConfigureAwait(false):
                return new RoleTarget(core.Kind.PrnOf(core.Id), ObjectPermissions.Of(core.Kind));
            case ObjectReference.OfResource { Type.ParentType: null } or ObjectReference.OfCore:
                throw RequestRefusedException.Invalid(field, "Invalid hyperlink - Object does not exist.");
            default:
                throw RequestRefusedException.Invalid(field, "Roles cannot be given on objects of this kind.");
        }
    }

    private Task<bool> ExistsAsync(ApiCall call, ObjectReference.OfCore core) => database.ReadAsync(
        async session => core.Kind switch
        {
            _ when core.Kind == CoreObject.Task => await session.Tasks.GetAsync(core.Uuid).ConfigureAwait(false) is not null,
            _ when core.Kind == CoreObject.Upload => await session.Uploads.GetAsync(core.Uuid).ConfigureAwait(false) is not null,
            _ when core.Kind == CoreObject.Artifact => await session.Artifacts.GetAsync(core.Uuid).ConfigureAwait(false) is not null,
            _ when core.Kind == CoreObject.TaskGroup => await session.Tasks.GetGroupAsync(core.Uuid).ConfigureAwait(false) is not null,
            _ when core.Kind == CoreObject.Role => await session.Access.Roles.GetAsync(core.Uuid).ConfigureAwait(false) is not null,
            _ when core.Kind == CoreObject.User => await session.Access.Users.GetAsync(long.Parse(core.Id, CultureInfo.InvariantCulture)).ConfigureAwait(false) is not null,
            _ when core.Kind == CoreObject.Group => await session.Access.Groups.GetAsync(long.Parse(core.Id, CultureInfo.InvariantCulture)).ConfigureAwait(false) is not null,
            _ => false,
        },
        call.Cancellation);
}
