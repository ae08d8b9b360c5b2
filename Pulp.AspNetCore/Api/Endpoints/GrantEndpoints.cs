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
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings the roles of users and of groups: on everything, or on one object.
/// </summary>
internal sealed class GrantEndpoints : IApiEndpoints
{
    private static readonly FilterSet Filters = new FilterSetBuilder()
        .Texts("role", "", "in", "contains", "icontains", "startswith")
        .Add("content_object", ApiType.Text, async (text, scope) => text == "null"
            ? new Condition.Compare("content_object_prn", Comparison.IsNull, true)
            : Condition.Equal("content_object_prn", await FilterTargets.PrnAsync(text, scope).ConfigureAwait(false)))
        .Add("domain", ApiType.Text, text => text == "null" ? new Condition.All([]) : FilterTargets.Nothing)
        .Add("pulp_id__in", ApiType.ListOf(ApiType.Text), text => InIds("pulp_id__in", FilterValues.List(text)))
        .Add("pulp_href__in", ApiType.ListOf(ApiType.Text), text => InIds("pulp_href__in", FilterValues.List(text).Select(href => href.TrimEnd('/').Split('/')[^1])))
        .Add("prn__in", ApiType.ListOf(ApiType.Text), text => InIds("prn__in", FilterValues.List(text).Select(prn => prn.Split(':')[^1])))
        .OrderBy("role", "pulp_created", "pulp_id")
        .Build();

    private readonly IPulpDatabase database;
    private readonly ObjectTargets targets;
    private readonly ApiServices services;

    public GrantEndpoints(IPulpDatabase database, ObjectTargets targets, ApiServices services)
    {
        this.database = database;
        this.targets = targets;
        this.services = services;
    }

    public IEnumerable<ApiEndpoint> Build() => Build("User", UserEndpoints.Group, "auth_users_user_role_href").Concat(Build("Group", GroupEndpoints.Group, "groups_group_role_href"));

    private IEnumerable<ApiEndpoint> Build(string model, EndpointGroup parent, string hrefParameter)
    {
        var isUser = model == "User";
        var group = parent with
        {
            Path = parent.Path + parent.ObjectRoute + "roles/",
            Parent = parent,
            Tag = $"{model}s: Roles",
            Model = model + "Role",
            HrefParameter = hrefParameter,
            ObjectRoute = "{grant:guid}/",
        };
        var representation = RepresentationOf(model, isUser ? CoreObject.User : CoreObject.Group);
        var body = new BodySchema(
            model + "Role",
            [
                new InputField("role", InputKind.Text) { IsRequired = true, MinimumLength = 1 },
                new InputField("content_object", InputKind.Reference) { IsNullable = true },
                new InputField("content_object_prn", InputKind.Reference) { IsNullable = true },
                new InputField("domain", InputKind.Reference) { IsNullable = true },
            ],
            representation.Properties.Select(property => property.Name));
        var (view, manage) = (group.ObjectPermission(parent.ViewPermission), group.ObjectPermission($"core.manage_roles_{model.ToLowerInvariant()}"));
        yield return group.List(Filters, representation, view, call => ListAsync(call, isUser, representation));
        yield return group.Read(representation, view, async call => Show(call, representation, await FindAsync(call, isUser).ConfigureAwait(false), StatusCodes.Status200OK));
        yield return group.OnCollection("POST", "", "create", manage, call => CreateAsync(call, isUser, body, representation)).Takes(body).Returns(StatusCodes.Status201Created, representation);
        yield return group.OnObject("DELETE", "", "delete", manage, call => DeleteAsync(call, isUser)).Returns(StatusCodes.Status204NoContent);
    }

    private static Condition.Compare InIds(string name, IEnumerable<string> ids) => new("pulp_id", Comparison.In, ids.Select(id => (object)FilterValues.Uuid(name, id)).ToList());

    private static Representation<GrantRow> RepresentationOf(string model, CoreObject kind)
    {
        return new($"{model}RoleResponse",
        [
            new("pulp_href", ApiType.Uri, (writer, row, context) => writer.WriteStringValue(HrefOf(context.Hrefs, kind, row.Grant))),
            new("prn", ApiType.Text, (writer, row, _) => writer.WriteStringValue(Prn.Format("core", model + "Role", row.Grant.Id))),
            new("pulp_created", ApiType.Time, (writer, row, _) => writer.WriteTime(row.Grant.Created)),
            new("pulp_last_updated", ApiType.Time, (writer, row, _) => writer.WriteTime(row.Grant.Created)),
            new("role", ApiType.Text, (writer, row, _) => writer.WriteStringValue(row.Grant.RoleName)) { IsReadOnly = false, IsRequired = true },
            new("content_object", ApiType.Text with { IsNullable = true }, (writer, row, _) => writer.WriteStringValue(row.ObjectHref)) { IsReadOnly = false },
            new("content_object_prn", ApiType.Text with { IsNullable = true }, (writer, row, _) => writer.WriteStringValue(row.Grant.ObjectPrn)) { IsReadOnly = false },
            new("description", ApiType.Text with { IsNullable = true }, (writer, row, _) => writer.WriteStringValue(row.Role?.Description)),
            new("permissions", ApiType.ListOf(ApiType.Text), (writer, row, _) => writer.WriteTexts(row.Role?.Permissions ?? [])),
            new("domain", ApiType.Uri with { IsNullable = true }, (writer, _, _) => writer.WriteNullValue()) { IsReadOnly = false },
        ]);
    }

    private static string HrefOf(ApiHrefs hrefs, CoreObject kind, Grant grant) => $"{hrefs.Of(kind, grant.UserId ?? grant.GroupId!.Value)}roles/{grant.Id}/";

    private static ApiResult Show(ApiCall call, Representation<GrantRow> representation, GrantRow row, int statusCode)
    {
        var context = call.NewContext();
        var fields = representation.Select(FieldSelection.Of(call.Http.Request.Query));
        var location = HrefOf(call.Hrefs, row.Grant.UserId is null ? CoreObject.Group : CoreObject.User, row.Grant);
        return statusCode == StatusCodes.Status201Created
            ? ApiResult.Created(location, writer => Representation<GrantRow>.Write(writer, row, context, fields))
            : ApiResult.Json(statusCode, writer => Representation<GrantRow>.Write(writer, row, context, fields));
    }

    private static object? FieldOf(GrantRow row, string name) => name switch
    {
        "role" => row.Grant.RoleName,
        "content_object_prn" => row.Grant.ObjectPrn,
        "pulp_created" => row.Grant.Created,
        _ => row.Grant.Id,
    };

    private async Task<ApiResult> ListAsync(ApiCall call, bool isUser, Representation<GrantRow> representation) =>
        await services.Lists.ReadAsync(call, Filters, representation, visible: null, async (session, query, _) =>
        {
            var owner = await OwnerAsync(session, call, isUser).ConfigureAwait(false);
            var rows = new List<GrantRow>();
            foreach (var grant in await GivenAsync(session, owner, isUser).ConfigureAwait(false))
                rows.Add(await LoadAsync(session, grant).ConfigureAwait(false));
            var page = MemoryRows.Apply(rows, query, FieldOf);
            return (page.Count, page.Items);
        }).ConfigureAwait(false);

    private Task<GrantRow> FindAsync(ApiCall call, bool isUser) => database.ReadAsync(
        async session =>
        {
            var owner = await OwnerAsync(session, call, isUser).ConfigureAwait(false);
            var grant = (await GivenAsync(session, owner, isUser).ConfigureAwait(false)).FirstOrDefault(given => given.Id == call.Uuid("grant"));
            return grant is null ? throw call.NotFound() : await LoadAsync(session, grant).ConfigureAwait(false);
        },
        call.Cancellation);

    private async Task<ApiResult> CreateAsync(ApiCall call, bool isUser, BodySchema schema, Representation<GrantRow> representation)
    {
        var body = await services.Bodies.ReadAsync(call, schema).ConfigureAwait(false);
        if (body.Get("domain") is not null)
            throw RequestRefusedException.Invalid("domain", "Roles on a domain are not available here; leave the domain out to give the role on everything.");
        var named = body.Reference("content_object") ?? body.Reference("content_object_prn");
        var target = named is null ? null : await targets.FindAsync(call, "content_object", named).ConfigureAwait(false);
        var role = body.Text("role")!;
        var row = await database.WriteAsync(
            async session =>
            {
                var owner = await OwnerAsync(session, call, isUser).ConfigureAwait(false);
                await RequireRoleAsync(session, role, target).ConfigureAwait(false);
                var wanted = new Grant(Guid.Empty, isUser ? owner : null, isUser ? null : owner, role, target?.Id, target?.Prn, default);
                return await session.Access.Grants.AddAsync(wanted).ConfigureAwait(false) is { } given
                    ? await LoadAsync(session, given).ConfigureAwait(false)
                    : throw RequestRefusedException.Invalid(FieldErrors.General, $"The role '{role}' is given already.");
            },
            call.Cancellation).ConfigureAwait(false);
        return Show(call, representation, row, StatusCodes.Status201Created);
    }

    private async Task<ApiResult> DeleteAsync(ApiCall call, bool isUser)
    {
        var row = await FindAsync(call, isUser).ConfigureAwait(false);
        await database.WriteAsync(session => session.Access.Grants.RemoveAsync(row.Grant.Id), call.Cancellation).ConfigureAwait(false);
        return ApiResult.Empty(StatusCodes.Status204NoContent);
    }

    private static async ValueTask RequireRoleAsync(IStoreSession session, string name, RoleTarget? target)
    {
        var role = await session.Access.Roles.FindAsync(name).ConfigureAwait(false) ?? throw RequestRefusedException.Invalid("role", $"Role '{name}' does not exist.");
        if (target is not null && !role.Permissions.Any(permission => target.Permissions.Contains(permission, StringComparer.Ordinal)))
            throw RequestRefusedException.Invalid(FieldErrors.General, $"The role '{name}' does not carry any permission for that object.");
    }

    private static async ValueTask<long> OwnerAsync(IStoreSession session, ApiCall call, bool isUser)
    {
        var id = call.Number();
        var exists = isUser
            ? await session.Access.Users.GetAsync(id).ConfigureAwait(false) is not null
            : await session.Access.Groups.GetAsync(id).ConfigureAwait(false) is not null;
        return exists ? id : throw RequestRefusedException.NotFound(isUser ? "User" : "Group");
    }

    private static ValueTask<IReadOnlyList<Grant>> GivenAsync(IStoreSession session, long owner, bool isUser) =>
        session.Access.Grants.GivenToAsync(isUser ? owner : null, isUser ? null : owner);

    private async ValueTask<GrantRow> LoadAsync(IStoreSession session, Grant grant)
    {
        var role = await session.Access.Roles.FindAsync(grant.RoleName).ConfigureAwait(false);
        return new GrantRow(grant, role, grant.ObjectPrn is null ? null : targets.HrefOf(grant.ObjectPrn));
    }
}
