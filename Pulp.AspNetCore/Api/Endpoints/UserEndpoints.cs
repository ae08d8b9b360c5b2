using System.Globalization;
using Microsoft.AspNetCore.Http;
using Pulp.Access;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Accounts;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.AspNetCore.Api.Roles;
using Pulp.Queries;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings users.
/// </summary>
internal sealed class UserEndpoints : IApiEndpoints
{
    private static readonly string[] Lookups = ["", "iexact", "in", "contains", "icontains"];
    private static readonly FilterSet Filters = BuildFilters();
    private readonly IPulpDatabase database;
    private readonly ApiServices services;

    public UserEndpoints(IPulpDatabase database, ApiServices services)
    {
        this.database = database;
        this.services = services;
    }

    public static EndpointGroup Group { get; } = CoreGroup.Of(CoreObject.User, "Users") with { HrefParameter = "auth_user_href" };

    public IEnumerable<ApiEndpoint> Build()
    {
        var kind = CoreObject.User;
        var change = Group.ObjectPermission(kind.Permission("change"));
        yield return Group.List(Filters, AccountOutput.User, new EndpointPermission(PermissionScope.List, kind.Permission("view")), ListAsync);
        yield return Group.Read(AccountOutput.User, Group.ObjectPermission(Group.ViewPermission), async call =>
            await ShowAsync(call, await GetAsync(call).ConfigureAwait(false), StatusCodes.Status200OK).ConfigureAwait(false));
        yield return Group.OnCollection("POST", "", "create", new EndpointPermission(PermissionScope.Global, kind.Permission("add")), CreateAsync)
            .Takes(UserInput.Schema).Returns(StatusCodes.Status201Created, AccountOutput.User);
        yield return Group.OnObject("PUT", "", "update", change, call => UpdateAsync(call, isPatch: false)).Takes(UserInput.Schema).Returns(StatusCodes.Status200OK, AccountOutput.User);
        yield return Group.OnObject("PATCH", "", "partial_update", change, call => UpdateAsync(call, isPatch: true))
            .Takes(UserInput.Schema, isPatch: true).Returns(StatusCodes.Status200OK, AccountOutput.User);
        yield return Group.OnObject("DELETE", "", "delete", Group.ObjectPermission(kind.Permission("delete")), DeleteAsync).Returns(StatusCodes.Status204NoContent);
    }

    private static FilterSet BuildFilters()
    {
        var builder = new FilterSetBuilder().Numbers(CoreObject.User).Boolean("is_active").Boolean("is_staff")
            .OrderBy("id", "username", "first_name", "last_name", "email", "is_staff", "is_active");
        foreach (var name in new[] { "username", "first_name", "last_name", "email" })
            builder.Texts(name, Lookups);
        return builder.Build();
    }

    private static void RequireMayTouch(ApiCall call, User user)
    {
        // Whoever manages users must not become more than that by taking over an administrator.
        if (user.IsSuperuser && call.Caller.User is not { IsSuperuser: true })
            throw RequestRefusedException.Forbidden();
    }

    private async Task<User> GetAsync(ApiCall call) =>
        await database.ReadAsync(session => session.Access.Users.GetAsync(call.Number()), call.Cancellation).ConfigureAwait(false) ?? throw call.NotFound();

    private async Task<ApiResult> ListAsync(ApiCall call)
    {
        var visible = await services.Lists.VisibleNumbersAsync(call, CoreObject.User.Permission("view")).ConfigureAwait(false);
        return await services.Lists.ReadAsync(call, Filters, AccountOutput.User, visible, async (session, query, _) =>
        {
            var page = await session.Access.Users.QueryAsync(query).ConfigureAwait(false);
            var rows = new List<UserRow>(page.Items.Count);
            foreach (var user in page.Items)
                rows.Add(new UserRow(user, await session.Access.Groups.OfUserAsync(user.Id).ConfigureAwait(false)));
            return (page.Count, rows);
        }).ConfigureAwait(false);
    }

    private async Task<ApiResult> ShowAsync(ApiCall call, User user, int statusCode)
    {
        var groups = await database.ReadAsync(session => session.Access.Groups.OfUserAsync(user.Id), call.Cancellation).ConfigureAwait(false);
        var (row, context) = (new UserRow(user, groups), call.NewContext());
        var fields = AccountOutput.User.Select(FieldSelection.Of(call.Http.Request.Query));
        return statusCode == StatusCodes.Status201Created
            ? ApiResult.Created(call.Hrefs.Of(CoreObject.User, user.Id), writer => Representation<UserRow>.Write(writer, row, context, fields))
            : ApiResult.Json(statusCode, writer => Representation<UserRow>.Write(writer, row, context, fields));
    }

    private async Task<ApiResult> CreateAsync(ApiCall call)
    {
        var body = await services.Bodies.ReadAsync(call, UserInput.Schema).ConfigureAwait(false);
        var user = UserInput.Apply(new User { Username = "", DateJoined = services.Time.GetUtcNow() }, body);
        var created = await database.WriteAsync(
            async session =>
            {
                var inserted = await session.Access.Users.InsertAsync(user).ConfigureAwait(false);
                if (inserted is not null)
                    await CreatorRoles.GrantAsync(session, call, CoreObject.User, inserted.Id.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
                return inserted;
            },
            call.Cancellation).ConfigureAwait(false)
            ?? throw RequestRefusedException.Invalid("username", "This field must be unique.");
        return await ShowAsync(call, created, StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private async Task<ApiResult> UpdateAsync(ApiCall call, bool isPatch)
    {
        var user = await GetAsync(call).ConfigureAwait(false);
        RequireMayTouch(call, user);
        var changed = UserInput.Apply(user, await services.Bodies.ReadAsync(call, UserInput.Schema, isPatch).ConfigureAwait(false));
        if (!await database.WriteAsync(session => session.Access.Users.UpdateAsync(changed), call.Cancellation).ConfigureAwait(false))
            throw RequestRefusedException.Invalid("username", "This field must be unique.");
        return await ShowAsync(call, changed, StatusCodes.Status200OK).ConfigureAwait(false);
    }

    private async Task<ApiResult> DeleteAsync(ApiCall call)
    {
        var user = await GetAsync(call).ConfigureAwait(false);
        RequireMayTouch(call, user);
        await database.WriteAsync(
            async session =>
            {
                await session.Access.Grants.RemoveObjectAsync(CoreObject.User.PrnOf(user.Id.ToString(CultureInfo.InvariantCulture))).ConfigureAwait(false);
                return await session.Access.Users.DeleteAsync(user.Id).ConfigureAwait(false);
            },
            call.Cancellation).ConfigureAwait(false);
        return ApiResult.Empty(StatusCodes.Status204NoContent);
    }
}
