using System.Globalization;
using Microsoft.AspNetCore.Http;
using Pulp.Access;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Accounts;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.AspNetCore.Api.Roles;
using Pulp.Queries;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings groups and their members.
/// </summary>
internal sealed class GroupEndpoints : IApiEndpoints
{
    private static readonly BodySchema Body = new(
        "Group", [new InputField("name", InputKind.Text) { IsRequired = true, MinimumLength = 1, MaximumLength = 150 }], AccountOutput.Group.Properties.Select(property => property.Name));

    private static readonly BodySchema Member = new(
        "GroupUser", [new InputField("username", InputKind.Text) { IsRequired = true, MinimumLength = 1 }], AccountOutput.GroupUser.Properties.Select(property => property.Name));

    private static readonly FilterSet Filters = new FilterSetBuilder().Numbers(CoreObject.Group).Texts("name", "", "iexact", "in", "contains", "icontains")
        .Add("id", ApiType.Integer, text => Condition.Equal("id", FilterValues.Integer("id", text)))
        .Add("id__in", ApiType.ListOf(ApiType.Integer), text => new Condition.Compare("id", Comparison.In, FilterValues.List(text).Select(id => (object)FilterValues.Integer("id__in", id)).ToList()))
        .OrderBy("id", "name").Build();

    private readonly IPulpDatabase database;
    private readonly ApiServices services;

    public GroupEndpoints(IPulpDatabase database, ApiServices services)
    {
        this.database = database;
        this.services = services;
    }

    public static EndpointGroup Group { get; } = CoreGroup.Of(CoreObject.Group, "Groups");

    public IEnumerable<ApiEndpoint> Build()
    {
        var kind = CoreObject.Group;
        var (view, change) = (Group.ObjectPermission(Group.ViewPermission), Group.ObjectPermission(kind.Permission("change")));
        yield return Group.List(Filters, AccountOutput.Group, new EndpointPermission(PermissionScope.List, kind.Permission("view")), ListAsync);
        yield return Group.Read(AccountOutput.Group, view, async call => Show(call, await GetAsync(call).ConfigureAwait(false), StatusCodes.Status200OK));
        yield return Group.OnCollection("POST", "", "create", new EndpointPermission(PermissionScope.Global, kind.Permission("add")), CreateAsync)
            .Takes(Body).Returns(StatusCodes.Status201Created, AccountOutput.Group);
        yield return Group.OnObject("PUT", "", "update", change, call => UpdateAsync(call, isPatch: false)).Takes(Body).Returns(StatusCodes.Status200OK, AccountOutput.Group);
        yield return Group.OnObject("PATCH", "", "partial_update", change, call => UpdateAsync(call, isPatch: true)).Takes(Body, isPatch: true).Returns(StatusCodes.Status200OK, AccountOutput.Group);
        yield return Group.OnObject("DELETE", "", "delete", Group.ObjectPermission(kind.Permission("delete")), DeleteAsync).Returns(StatusCodes.Status204NoContent);
        foreach (var endpoint in services.Roles.Endpoints(Group, kind.Permission("manage_roles"), TargetAsync))
            yield return endpoint;
        foreach (var endpoint in Members(view, change))
            yield return endpoint;
    }

    private IEnumerable<ApiEndpoint> Members(EndpointPermission view, EndpointPermission change)
    {
        var members = Group with
        {
            Path = Group.Path + Group.ObjectRoute + "users/",
            Parent = Group,
            Tag = "Groups: Users",
            Model = "User",
            HrefParameter = "groups_user_href",
            ObjectRoute = "{user:long}/",
        };
        yield return members.List(FilterSet.None, AccountOutput.GroupUser, view, ListMembersAsync);
        yield return members.OnCollection("POST", "", "create", change, AddMemberAsync).Takes(Member).Returns(StatusCodes.Status201Created, AccountOutput.GroupUser);
        yield return members.OnObject("DELETE", "", "delete", change, RemoveMemberAsync).Returns(StatusCodes.Status204NoContent);
    }

    private static ApiResult Show(ApiCall call, Group group, int statusCode)
    {
        var context = call.NewContext();
        var fields = AccountOutput.Group.Select(FieldSelection.Of(call.Http.Request.Query));
        return statusCode == StatusCodes.Status201Created
            ? ApiResult.Created(call.Hrefs.Of(CoreObject.Group, group.Id), writer => Representation<Group>.Write(writer, group, context, fields))
            : ApiResult.Json(statusCode, writer => Representation<Group>.Write(writer, group, context, fields));
    }

    private async Task<Group> GetAsync(ApiCall call) =>
        await database.ReadAsync(session => session.Access.Groups.GetAsync(call.Number()), call.Cancellation).ConfigureAwait(false) ?? throw RequestRefusedException.NotFound("Group");

    private async Task<ApiResult> ListAsync(ApiCall call)
    {
        var visible = await services.Lists.VisibleNumbersAsync(call, CoreObject.Group.Permission("view")).ConfigureAwait(false);
        return await services.Lists.ReadAsync(call, Filters, AccountOutput.Group, visible, async (session, query, _) =>
        {
            var page = await session.Access.Groups.QueryAsync(query).ConfigureAwait(false);
            return (page.Count, page.Items);
        }).ConfigureAwait(false);
    }

    private async Task<ApiResult> CreateAsync(ApiCall call)
    {
        var body = await services.Bodies.ReadAsync(call, Body).ConfigureAwait(false);
        return Show(call, await SaveAsync(call, new Group(0, body.Text("name")!)).ConfigureAwait(false), StatusCodes.Status201Created);
    }

    private async Task<ApiResult> UpdateAsync(ApiCall call, bool isPatch)
    {
        var group = await GetAsync(call).ConfigureAwait(false);
        var body = await services.Bodies.ReadAsync(call, Body, isPatch).ConfigureAwait(false);
        return Show(call, await SaveAsync(call, group with { Name = body.Text("name") ?? group.Name }).ConfigureAwait(false), StatusCodes.Status200OK);
    }

    private async Task<Group> SaveAsync(ApiCall call, Group group) =>
        await database.WriteAsync(
            async session =>
            {
                var saved = await session.Access.Groups.SaveAsync(group).ConfigureAwait(false);
                if (saved is not null && group.Id == 0)
                    await CreatorRoles.GrantAsync(session, call, CoreObject.Group, saved.Id.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
                return saved;
            },
            call.Cancellation).ConfigureAwait(false)
            ?? throw RequestRefusedException.Invalid("name", "This field must be unique.");

    private async Task<ApiResult> DeleteAsync(ApiCall call)
    {
        var group = await GetAsync(call).ConfigureAwait(false);
        await database.WriteAsync(
            async session =>
            {
                await session.Access.Grants.RemoveObjectAsync(CoreObject.Group.PrnOf(group.Id.ToString(CultureInfo.InvariantCulture))).ConfigureAwait(false);
                return await session.Access.Groups.DeleteAsync(group.Id).ConfigureAwait(false);
            },
            call.Cancellation).ConfigureAwait(false);
        return ApiResult.Empty(StatusCodes.Status204NoContent);
    }

    private async Task<ApiResult> ListMembersAsync(ApiCall call)
    {
        var group = await GetAsync(call).ConfigureAwait(false);
        return await services.Lists.ReadAsync(call, FilterSet.None, AccountOutput.GroupUser, visible: null, async (session, query, _) =>
        {
            var page = MemoryRows.Apply(await session.Access.Groups.MembersAsync(group.Id).ConfigureAwait(false), query, (_, _) => null);
            return (page.Count, page.Items);
        }).ConfigureAwait(false);
    }

    private async Task<ApiResult> AddMemberAsync(ApiCall call)
    {
        var group = await GetAsync(call).ConfigureAwait(false);
        var body = await services.Bodies.ReadAsync(call, Member).ConfigureAwait(false);
        var user = await database.WriteAsync(
            async session =>
            {
                var found = await session.Access.Users.FindAsync(body.Text("username")!).ConfigureAwait(false);
                if (found is not null)
                    await session.Access.Groups.SetMemberAsync(group.Id, found.Id, isMember: true).ConfigureAwait(false);
                return found;
            },
            call.Cancellation).ConfigureAwait(false) ?? throw RequestRefusedException.Invalid("username", "This user does not exist.");
        var context = call.NewContext();
        return ApiResult.Created(call.Hrefs.Of(CoreObject.User, user.Id), writer => AccountOutput.GroupUser.Write(writer, user, context));
    }

    private async Task<ApiResult> RemoveMemberAsync(ApiCall call)
    {
        var group = await GetAsync(call).ConfigureAwait(false);
        return await database.WriteAsync(session => session.Access.Groups.SetMemberAsync(group.Id, call.Number("user"), isMember: false), call.Cancellation).ConfigureAwait(false)
            ? ApiResult.Empty(StatusCodes.Status204NoContent)
            : throw RequestRefusedException.NotFound("User");
    }

    private async Task<RoleTarget> TargetAsync(ApiCall call) => new(
        CoreObject.Group.PrnOf((await GetAsync(call).ConfigureAwait(false)).Id.ToString(CultureInfo.InvariantCulture)), ObjectPermissions.Of(CoreObject.Group));
}
