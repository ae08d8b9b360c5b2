using Microsoft.AspNetCore.Http;
using Pulp.Access;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Accounts;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.AspNetCore.Api.Roles;
using Pulp.Plugins;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings roles; those that are shipped cannot be changed.
/// </summary>
internal sealed class RoleEndpoints : IApiEndpoints
{
    private static readonly BodySchema Body = new(
        "Role",
        [
            new InputField("name", InputKind.Text) { IsRequired = true, MinimumLength = 1, MaximumLength = 255 },
            new InputField("description", InputKind.Text) { IsNullable = true },
            new InputField("permissions", InputKind.TextList) { IsRequired = true, MinimumLength = 1, MaximumLength = 255 },
        ],
        AccountOutput.Role.Properties.Select(property => property.Name));

    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly KnownPermissions permissions;
    private readonly ApiServices services;
    private readonly FilterSet filters;

    public RoleEndpoints(IPulpDatabase database, PulpCatalog catalog, KnownPermissions permissions, ApiServices services)
    {
        this.database = database;
        this.catalog = catalog;
        this.permissions = permissions;
        this.services = services;
        filters = BuildFilters();
    }

    public IEnumerable<ApiEndpoint> Build()
    {
        var kind = CoreObject.Role;
        var group = CoreGroup.Of(kind, "Roles");
        var change = group.ObjectPermission(kind.Permission("change"));
        yield return group.List(filters, AccountOutput.Role, new EndpointPermission(PermissionScope.List, kind.Permission("view")), ListAsync);
        yield return group.Read(AccountOutput.Role, group.ObjectPermission(group.ViewPermission), async call => Show(call, await GetAsync(call).ConfigureAwait(false), StatusCodes.Status200OK));
        yield return group.OnCollection("POST", "", "create", new EndpointPermission(PermissionScope.Global, kind.Permission("add")), CreateAsync)
            .Takes(Body).Returns(StatusCodes.Status201Created, AccountOutput.Role);
        yield return group.OnObject("PUT", "", "update", change, call => UpdateAsync(call, isPatch: false)).Takes(Body).Returns(StatusCodes.Status200OK, AccountOutput.Role);
        yield return group.OnObject("PATCH", "", "partial_update", change, call => UpdateAsync(call, isPatch: true)).Takes(Body, isPatch: true).Returns(StatusCodes.Status200OK, AccountOutput.Role);
        yield return group.OnObject("DELETE", "", "delete", group.ObjectPermission(kind.Permission("delete")), DeleteAsync).Returns(StatusCodes.Status204NoContent);
    }

    private static ApiResult Show(ApiCall call, Role role, int statusCode)
    {
        var context = call.NewContext();
        var fields = AccountOutput.Role.Select(FieldSelection.Of(call.Http.Request.Query));
        return statusCode == StatusCodes.Status201Created
            ? ApiResult.Created(call.Hrefs.Of(CoreObject.Role, role.Id), writer => Representation<Role>.Write(writer, role, context, fields))
            : ApiResult.Json(statusCode, writer => Representation<Role>.Write(writer, role, context, fields));
    }

    private static void RequireUnlocked(Role role)
    {
        if (role.Locked)
            throw RequestRefusedException.Invalid(FieldErrors.General, $"The role '{role.Name}' is locked: it is shipped with the server. Make a role of your own instead.");
    }

    private FilterSet BuildFilters() => new FilterSetBuilder().Ids().Names("name").Texts("description", "", "iexact", "contains", "icontains").Boolean("locked")
        .Add("contains_permission", ApiType.ListOf(ApiType.Text), text => new Condition.Any(
            [.. FilterValues.List(text).Select(permission => new Condition.Compare("permissions", Comparison.HasMember, permission))]))
        .Add("for_object_type", ApiType.Text, (text, scope) => ValueTask.FromResult<Condition>(new Condition.Any(
            [.. PermissionsOf(text, scope).Select(permission => new Condition.Compare("permissions", Comparison.HasMember, permission))])))
        .OrderBy("pulp_id", "pulp_created", "pulp_last_updated", "name", "description", "locked")
        .Build();

    private IReadOnlyList<string> PermissionsOf(string text, FilterScope scope) => FilterTargets.Parse("for_object_type", text, scope) switch
    {
        ObjectReference.OfResource resource => ObjectPermissions.Of(resource.Type, catalog),
        ObjectReference.OfCore core => ObjectPermissions.Of(core.Kind),
        _ => throw RequestRefusedException.Invalid("for_object_type", $"'{text}' does not name an object on which roles can be given."),
    };

    private async Task<Role> GetAsync(ApiCall call) =>
        await database.ReadAsync(session => session.Access.Roles.GetAsync(call.Uuid()), call.Cancellation).ConfigureAwait(false) ?? throw call.NotFound();

    private async Task<ApiResult> ListAsync(ApiCall call)
    {
        var visible = await services.Lists.VisibleAsync(call, CoreObject.Role.Permission("view")).ConfigureAwait(false);
        return await services.Lists.ReadAsync(call, filters, AccountOutput.Role, visible, async (session, query, _) =>
        {
            var page = await session.Access.Roles.QueryAsync(query).ConfigureAwait(false);
            return (page.Count, page.Items);
        }).ConfigureAwait(false);
    }

    private async Task<ApiResult> CreateAsync(ApiCall call)
    {
        var body = await services.Bodies.ReadAsync(call, Body).ConfigureAwait(false);
        return Show(call, await SaveAsync(call, new Role { Name = "" }, body).ConfigureAwait(false), StatusCodes.Status201Created);
    }

    private async Task<ApiResult> UpdateAsync(ApiCall call, bool isPatch)
    {
        var role = await GetAsync(call).ConfigureAwait(false);
        RequireUnlocked(role);
        var body = await services.Bodies.ReadAsync(call, Body, isPatch).ConfigureAwait(false);
        return Show(call, await SaveAsync(call, role, body).ConfigureAwait(false), StatusCodes.Status200OK);
    }

    private async Task<Role> SaveAsync(ApiCall call, Role role, RequestBody body)
    {
        var given = body.Texts("permissions") ?? role.Permissions;
        var unknown = given.Where(permission => !permissions.Contains(permission)).Take(10).ToList();
        if (unknown.Count > 0)
            throw RequestRefusedException.Invalid("permissions", $"There is no permission {string.Join(", ", unknown)}.");
        var changed = role with
        {
            Name = body.Text("name") ?? role.Name,
            Description = body.Has("description") ? body.Text("description") : role.Description,
            Permissions = [.. given.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
        return await database.WriteAsync(
            async session =>
            {
                var saved = await session.Access.Roles.SaveAsync(changed).ConfigureAwait(false);
                if (saved is not null && role.Id == Guid.Empty)
                    await CreatorRoles.GrantAsync(session, call, CoreObject.Role, saved.Id.ToString()).ConfigureAwait(false);
                return saved;
            },
            call.Cancellation).ConfigureAwait(false)
            ?? throw RequestRefusedException.Invalid("name", "This field must be unique.");
    }

    private async Task<ApiResult> DeleteAsync(ApiCall call)
    {
        var role = await GetAsync(call).ConfigureAwait(false);
        RequireUnlocked(role);
        await database.WriteAsync(
            async session =>
            {
                await session.Access.Grants.RemoveObjectAsync(CoreObject.Role.PrnOf(role.Id)).ConfigureAwait(false);
                return await session.Access.Roles.DeleteAsync(role.Id).ConfigureAwait(false);
            },
            call.Cancellation).ConfigureAwait(false);
        return ApiResult.Empty(StatusCodes.Status204NoContent);
    }
}
