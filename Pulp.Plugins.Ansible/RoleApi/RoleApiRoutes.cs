using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Protocol;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Lists the addresses of API v1: roles, below the address of each distribution.
/// </summary>
internal sealed class RoleApiRoutes
{
    private readonly RoleEndpoints roles;
    private readonly RoleImportEndpoints imports;
    private readonly RoleRemoval removal;
    private readonly RoleSyncEndpoints syncs;
    private readonly RoleNamespaceEndpoints namespaces;
    private readonly RoleNamespaceChanges namespaceChanges;
    private readonly UserEndpoints users;

    public RoleApiRoutes(GalaxyServices services, GalaxyReading reading, GalaxyReadAccess readAccess, GalaxyWriteAccess writeAccess, TaskDispatcher dispatcher, RoleApiServices own)
    {
        var access = new RoleWriteAccess(services, writeAccess, own.Namespaces);
        roles = new RoleEndpoints(services, reading, own.Archives);
        imports = new RoleImportEndpoints(services, access, own.Imports, dispatcher);
        removal = new RoleRemoval(services, access, dispatcher);
        syncs = new RoleSyncEndpoints(services, dispatcher);
        namespaces = new RoleNamespaceEndpoints(services, readAccess, own.Namespaces);
        namespaceChanges = new RoleNamespaceChanges(services, access, own.Namespaces, namespaces, removal);
        users = new UserEndpoints(services);
    }

    /// <summary>Gets the methods, paths below <c>v1/</c> and handlers.</summary>
    public IEnumerable<(string Methods, string Path, Func<DistributionRequest, Task> Handler)> Of(GalaxyStyle style) =>
    [
        ("GET", "", request => roles.RootAsync(request, style)),
        ("GET", "roles/", request => roles.ListAsync(request, style, "v1/roles/")),
        ("GET", "search/roles/", request => roles.ListAsync(request, style, "v1/search/roles/")),
        ("GET", "roles/{id}/", request => roles.ShowAsync(request, style)),
        ("DELETE", "roles/{id}/", removal.RemoveAsync),
        ("GET", "roles/{id}/versions/", request => roles.VersionsAsync(request, style)),
        ("GET", "roles/{id}/content/", request => roles.ContentAsync(request, style)),
        ("DELETE", "removerole/", removal.RemoveImportedAsync),
        ("POST", "imports/", imports.ImportAsync),
        ("GET", "imports/", request => imports.ImportsAsync(request, style)),

        // Clients ask for the state without the slash, and leave their login behind at a redirect.
        ("GET", "imports", request => imports.ImportsAsync(request, style)),
        ("GET", "imports/{id}/", imports.ShowAsync),
        ("GET", "tasks/{id}/", imports.ShowAsync),
        ("POST", "sync/", syncs.StartAsync),
        ("GET", "sync/{id}/", imports.ShowAsync),
        ("GET", "namespaces/", request => namespaces.ListAsync(request, style)),
        ("POST", "namespaces/", request => namespaceChanges.CreateAsync(request, style)),
        ("GET", "namespaces/{id}/", request => namespaces.ShowAsync(request, style)),
        ("DELETE", "namespaces/{id}/", namespaceChanges.DeleteAsync),
        ("GET", "namespaces/{id}/owners/", namespaces.OwnersAsync),
        ("PUT", "namespaces/{id}/owners/", namespaceChanges.SetOwnersAsync),
        ("GET", "namespaces/{id}/providers/", namespaces.ProvidersAsync),
        ("PUT,POST", "namespaces/{id}/providers/", namespaceChanges.BindAsync),
        ("GET", "users/", request => users.ListAsync(request, style)),
        ("GET", "users/{id}/", users.ShowAsync),
    ];
}
