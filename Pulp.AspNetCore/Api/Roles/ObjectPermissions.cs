using Pulp.Access;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.Plugins;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Roles;

/// <summary>
/// Lists the permissions there are on objects.
/// </summary>
internal static class ObjectPermissions
{
    public static IReadOnlyList<string> Of(ResourceType type, PulpCatalog catalog)
    {
        var ending = "_" + type.Model.ToLowerInvariant();
        return
        [
            .. ObjectActions.Of(type).Select(type.Permission)
                .Concat(catalog.Permissions.Keys.Where(permission => permission.StartsWith(type.PluginLabel + ".", StringComparison.Ordinal) && permission.EndsWith(ending, StringComparison.Ordinal)))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    public static IReadOnlyList<string> Of(CoreObject kind) =>
        [kind.Permission("change"), kind.Permission("delete"), kind.Permission("manage_roles"), kind.Permission("view")];
}
