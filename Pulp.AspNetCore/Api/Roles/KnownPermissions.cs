using System.Collections.Frozen;
using Pulp.AspNetCore.Api.Contents;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.Plugins;

namespace Pulp.AspNetCore.Api.Roles;

/// <summary>
/// Knows every permission there is, so that a role cannot name one by mistake.
/// </summary>
internal sealed class KnownPermissions
{
    private readonly FrozenSet<string> all;

    public KnownPermissions(PulpCatalog catalog) => all = catalog.ResourceTypes.SelectMany(type => ObjectPermissions.Of(type, catalog).Append(type.Permission("add")).Concat(type.Actions.Select(action => type.Permission(action.Needs))))
        .Concat(catalog.ContentTypes.Select(ContentCreationAccess.AddPermission))
        .Concat(CoreObject.All.SelectMany(kind => ObjectPermissions.Of(kind).Append(kind.Permission("add"))))
        .Concat(catalog.Permissions.Keys)
        .Concat(catalog.Roles.Values.SelectMany(permissions => permissions))
        .Concat(CorePermissions.All)
        .ToFrozenSet(StringComparer.Ordinal);

    public bool Contains(string permission) => all.Contains(permission);
}
