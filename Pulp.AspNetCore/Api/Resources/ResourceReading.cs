using Microsoft.AspNetCore.Http;
using Pulp.Access;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.Plugins;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Resources;

/// <summary>
/// Reads resources for REST: one, the list of a type, the list of all types of a kind.
/// </summary>
internal sealed class ResourceReading
{
    /// <summary>The condition that leaves out repositories, or the versions of repositories, that users do not see.</summary>
    public static readonly Condition NotHidden = new Condition.Not(Condition.Equal("user_hidden", true));

    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly IAccessEvaluator evaluator;
    private readonly ListReader lists;

    public ResourceReading(IPulpDatabase database, PulpCatalog catalog, IAccessEvaluator evaluator, ListReader lists)
    {
        this.database = database;
        this.catalog = catalog;
        this.evaluator = evaluator;
        this.lists = lists;
    }

    /// <summary>Gets the resource a route names.</summary>
    /// <exception cref="RequestRefusedException">There is none of the type.</exception>
    public async Task<Resource> GetAsync(ApiCall call, ResourceType type, string route = "id")
    {
        var id = call.Uuid(route);
        var resource = await database.ReadAsync(session => session.Resources.GetAsync(id), call.Cancellation).ConfigureAwait(false);
        return resource is not null && resource.GetType() == type.ClrType && resource.DomainId == call.DomainId && resource is not Pulp.Publications.Publication { Complete: false } and not Repository { UserHidden: true }
            ? resource
            : throw call.NotFound();
    }

    public async Task<ApiResult> ReadAsync(ApiCall call, ResourceShape shape) =>
        await ShowAsync(call, shape, await GetAsync(call, shape.Type).ConfigureAwait(false), StatusCodes.Status200OK).ConfigureAwait(false);

    /// <summary>Answers with a resource.</summary>
    public async Task<ApiResult> ShowAsync(ApiCall call, ResourceShape shape, Resource resource, int statusCode)
    {
        var context = call.NewContext();
        var row = await database.ReadAsync(session => shape.References.LoadAsync(session, catalog, resource, context.Targets), call.Cancellation).ConfigureAwait(false);
        var fields = shape.Representation.Select(FieldSelection.Of(call.Http.Request.Query));
        return statusCode == StatusCodes.Status201Created
            ? ApiResult.Created(call.Hrefs.Of(shape.Type, resource), writer => Representation<ResourceRow>.Write(writer, row, context, fields))
            : ApiResult.Json(statusCode, writer => Representation<ResourceRow>.Write(writer, row, context, fields));
    }

    public async Task<ApiResult> ListAsync(ApiCall call, ResourceShape shape)
    {
        var visible = await lists.VisibleAsync(call, shape.Type.Permission("view")).ConfigureAwait(false);
        return await ListAsync(call, shape.Type.Kind, shape.Type, shape.Filters, shape.Representation, shape.References, visible).ConfigureAwait(false);
    }

    /// <summary>Answers with the list of what belongs to a resource.</summary>
    public Task<ApiResult> ListOfAsync(ApiCall call, ResourceShape shape, Guid parentId) =>
        ListAsync(call, shape.Type.Kind, shape.Type, shape.Filters, shape.Representation, shape.References, Condition.Equal(shape.Type.ParentField!.Name, parentId));

    /// <summary>Answers with the list of all types of a kind.</summary>
    public async Task<ApiResult> ListKindAsync(ApiCall call, ResourceKind kind, FilterSet filters, Representation<ResourceRow> representation, ReferenceLoader references) =>
        await ListAsync(call, kind, type: null, filters, representation, references, await VisibleOfKindAsync(call, kind).ConfigureAwait(false)).ConfigureAwait(false);

    private async Task<ApiResult> ListAsync(
        ApiCall call, ResourceKind kind, ResourceType? type, FilterSet filters, Representation<ResourceRow> representation, ReferenceLoader references, Condition? visible)
    {
        if (kind == ResourceKind.Publication)
            visible = Condition.And(visible, Condition.Equal("complete", true));
        if (kind == ResourceKind.Repository)
            visible = Condition.And(visible, NotHidden);
        return await lists.ReadAsync(call, filters, representation, visible, ReadRowsAsync).ConfigureAwait(false);

        async ValueTask<(long, IReadOnlyList<ResourceRow>)> ReadRowsAsync(IStoreSession session, Query query, RenderContext context)
        {
            var page = await session.Resources.QueryAsync(kind, type, call.DomainId, query).ConfigureAwait(false);
            var rows = new List<ResourceRow>(page.Items.Count);
            foreach (var resource in page.Items)
                rows.Add(await references.LoadAsync(session, catalog, resource, context.Targets).ConfigureAwait(false));
            return (page.Count, rows);
        }
    }

    private async Task<Condition?> VisibleOfKindAsync(ApiCall call, ResourceKind kind)
    {
        var parts = new List<Condition>();
        var isAll = true;
        foreach (var type in catalog.ResourceTypes.Where(type => type.Kind == kind))
        {
            var scope = await evaluator.VisibleAsync(call.Caller, type.Permission("view"), call.Cancellation).ConfigureAwait(false);
            isAll &= scope.IsAll;
            parts.Add(Condition.And(Condition.Equal("pulp_type", type.Name), ListReader.InScope(scope))!);
        }

        return isAll ? null : new Condition.Any(parts);
    }
}
