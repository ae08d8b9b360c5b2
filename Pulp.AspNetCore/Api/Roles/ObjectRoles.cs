using Microsoft.AspNetCore.Http;
using Pulp.Access;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Json;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Roles;

/// <summary>
/// Gives and takes roles on single objects: <c>list_roles</c>, <c>add_role</c>, <c>remove_role</c>, <c>my_permissions</c>.
/// </summary>
internal sealed class ObjectRoles
{
    private static readonly BodySchema NestedRole = new(
        "NestedRole",
        [
            new InputField("users", InputKind.TextList),
            new InputField("groups", InputKind.TextList),
            new InputField("role", InputKind.Text) { IsRequired = true, MinimumLength = 1 },
        ]);

    private static readonly ISchema NestedRoleAnswer = new NamedSchema(
        "NestedRoleResponse",
        [
            new SchemaProperty("users", ApiType.ListOf(ApiType.Text)),
            new SchemaProperty("groups", ApiType.ListOf(ApiType.Text)),
            new SchemaProperty("role", ApiType.Text) { IsRequired = true },
        ]);

    private static readonly ISchema RolesAnswer = new NamedSchema(
        "ObjectRolesResponse", [new SchemaProperty("roles", ApiType.ListOf(ApiType.Of(NestedRoleAnswer))) { IsRequired = true }]);

    private static readonly ISchema PermissionsAnswer = new NamedSchema(
        "MyPermissionsResponse", [new SchemaProperty("permissions", ApiType.ListOf(ApiType.Text)) { IsRequired = true }]);

    private readonly IPulpDatabase database;
    private readonly IAccessEvaluator evaluator;
    private readonly BodyReader bodies;

    public ObjectRoles(IPulpDatabase database, IAccessEvaluator evaluator, BodyReader bodies)
    {
        this.database = database;
        this.evaluator = evaluator;
        this.bodies = bodies;
    }

    /// <summary>Makes the four endpoints of one collection.</summary>
    /// <param name="group">The collection.</param>
    /// <param name="managePermission">The permission to give and take roles.</param>
    /// <param name="find">Gets the object a request names; refuses one that does not exist.</param>
    public IEnumerable<ApiEndpoint> Endpoints(EndpointGroup group, string managePermission, Func<ApiCall, Task<RoleTarget>> find)
    {
        var manage = group.ObjectPermission(managePermission);
        yield return group.OnObject("GET", "list_roles/", "list_roles", manage, call => ListAsync(call, find)).Asks(EndpointGroup.ReadParameters).Returns(StatusCodes.Status200OK, RolesAnswer);
        yield return group.OnObject("POST", "add_role/", "add_role", manage, call => ChangeAsync(call, find, AddAsync)).Takes(NestedRole).Returns(StatusCodes.Status201Created, NestedRoleAnswer);
        yield return group.OnObject("POST", "remove_role/", "remove_role", manage, call => ChangeAsync(call, find, RemoveAsync)).Takes(NestedRole).Returns(StatusCodes.Status201Created, NestedRoleAnswer);
        yield return group.OnObject("GET", "my_permissions/", "my_permissions", group.ObjectPermission(group.ViewPermission), call => MineAsync(call, find))
            .Asks(EndpointGroup.ReadParameters).Returns(StatusCodes.Status200OK, PermissionsAnswer);
    }

    private async Task<ApiResult> ListAsync(ApiCall call, Func<ApiCall, Task<RoleTarget>> find)
    {
        var target = await find(call).ConfigureAwait(false);
        var grants = await database.ReadAsync(
            async session =>
            {
                var named = new List<(string Role, string? User, string? Group)>();
                foreach (var grant in await session.Access.Grants.OnObjectAsync(target.Id).ConfigureAwait(false))
                {
                    if (grant.ObjectPrn == target.Prn)
                        named.Add((grant.RoleName, await UserNameAsync(session, grant).ConfigureAwait(false), await GroupNameAsync(session, grant).ConfigureAwait(false)));
                }

                return named;
            },
            call.Cancellation).ConfigureAwait(false);
        return ApiResult.Json(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("roles"u8);
            foreach (var role in grants.GroupBy(grant => grant.Role, StringComparer.Ordinal).OrderBy(role => role.Key, StringComparer.Ordinal))
                Write(writer, role.Key, [.. role.Select(grant => grant.User).OfType<string>()], [.. role.Select(grant => grant.Group).OfType<string>()]);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private async Task<ApiResult> ChangeAsync(ApiCall call, Func<ApiCall, Task<RoleTarget>> find, Func<IStoreSession, Grant, FieldErrors, ValueTask> change)
    {
        var target = await find(call).ConfigureAwait(false);
        var body = await bodies.ReadAsync(call, NestedRole).ConfigureAwait(false);
        var (role, users, groups) = (body.Text("role")!, body.Texts("users") ?? [], body.Texts("groups") ?? []);
        if (users.Count + groups.Count == 0)
            throw RequestRefusedException.Invalid(FieldErrors.General, "Name at least one user or group.");
        await database.WriteAsync(
            async session =>
            {
                var errors = new FieldErrors();
                var fits = await RoleFitsAsync(session, role, target, errors).ConfigureAwait(false);
                foreach (var name in users)
                {
                    if (await session.Access.Users.FindAsync(name).ConfigureAwait(false) is not { } user)
                        errors.Add("users", $"User '{name}' does not exist.");
                    else if (fits)
                        await change(session, new Grant(Guid.Empty, user.Id, null, role, target.Id, target.Prn, default), errors).ConfigureAwait(false);
                }

                foreach (var name in groups)
                {
                    if (await session.Access.Groups.FindAsync(name).ConfigureAwait(false) is not { } group)
                        errors.Add("groups", $"Group '{name}' does not exist.");
                    else if (fits)
                        await change(session, new Grant(Guid.Empty, null, group.Id, role, target.Id, target.Prn, default), errors).ConfigureAwait(false);
                }

                return errors.IsEmpty ? true : throw RequestRefusedException.Invalid(errors);
            },
            call.Cancellation).ConfigureAwait(false);
        return ApiResult.Json(StatusCodes.Status201Created, writer => Write(writer, role, users, groups));
    }

    private async Task<ApiResult> MineAsync(ApiCall call, Func<ApiCall, Task<RoleTarget>> find)
    {
        var target = await find(call).ConfigureAwait(false);
        var mine = new List<string>();
        foreach (var permission in target.Permissions)
        {
            if (await evaluator.IsAllowedAsync(call.Caller, permission, target.Prn, call.Cancellation).ConfigureAwait(false))
                mine.Add(permission);
        }

        return ApiResult.Json(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("permissions"u8);
            writer.WriteTexts(mine);
            writer.WriteEndObject();
        });
    }

    private static async ValueTask AddAsync(IStoreSession session, Grant grant, FieldErrors errors)
    {
        if (await session.Access.Grants.AddAsync(grant).ConfigureAwait(false) is null)
            errors.Add(FieldErrors.General, $"The role '{grant.RoleName}' is given already.");
    }

    private static async ValueTask RemoveAsync(IStoreSession session, Grant grant, FieldErrors errors)
    {
        var given = (await session.Access.Grants.OnObjectAsync(grant.ObjectId!).ConfigureAwait(false)).FirstOrDefault(other =>
            other.ObjectPrn == grant.ObjectPrn && other.RoleName == grant.RoleName && other.UserId == grant.UserId && other.GroupId == grant.GroupId);
        if (given is null || !await session.Access.Grants.RemoveAsync(given.Id).ConfigureAwait(false))
            errors.Add(FieldErrors.General, $"The role '{grant.RoleName}' is not given.");
    }

    private static async ValueTask<bool> RoleFitsAsync(IStoreSession session, string name, RoleTarget target, FieldErrors errors)
    {
        var role = await session.Access.Roles.FindAsync(name).ConfigureAwait(false);
        if (role is null)
            errors.Add("role", $"Role '{name}' does not exist.");
        else if (role.Permissions.Any(permission => target.Permissions.Contains(permission, StringComparer.Ordinal)))
            return true;
        else
            errors.Add("role", $"The role '{name}' does not carry any permission for that object.");
        return false;
    }

    private static async ValueTask<string?> UserNameAsync(IStoreSession session, Grant grant) =>
        grant.UserId is { } id ? (await session.Access.Users.GetAsync(id).ConfigureAwait(false))?.Username : null;

    private static async ValueTask<string?> GroupNameAsync(IStoreSession session, Grant grant) =>
        grant.GroupId is { } id ? (await session.Access.Groups.GetAsync(id).ConfigureAwait(false))?.Name : null;

    private static void Write(System.Text.Json.Utf8JsonWriter writer, string role, IReadOnlyList<string> users, IReadOnlyList<string> groups)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, role);
        writer.WritePropertyName("users"u8);
        writer.WriteTexts(users);
        writer.WritePropertyName("groups"u8);
        writer.WriteTexts(groups);
        writer.WriteEndObject();
    }
}
