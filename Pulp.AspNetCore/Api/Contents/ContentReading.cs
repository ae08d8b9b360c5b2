using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.ContentTypes;
using Pulp.Plugins;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Contents;

/// <summary>
/// Reads content for REST.
/// </summary>
internal sealed class ContentReading
{
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly ContentScope scope;
    private readonly ListReader lists;
    private readonly LargeFields large;

    public ContentReading(IPulpDatabase database, PulpCatalog catalog, ContentScope scope, ListReader lists, LargeFields large)
    {
        this.large = large;
        this.database = database;
        this.catalog = catalog;
        this.scope = scope;
        this.lists = lists;
    }

    public async Task<ApiResult> ListAsync(ApiCall call, ContentType? type, FilterSet filters, Representation<ContentRow> representation) =>
        await lists.ReadAsync(call, filters, representation, await scope.VisibleAsync(call, type).ConfigureAwait(false), async (session, query, _) =>
        {
            var page = await session.Contents.QueryAsync(type, call.DomainId, query).ConfigureAwait(false);
            return (page.Count, await RowsAsync(session, call, page.Items).ConfigureAwait(false));
        }, complete: rows => large.LoadAsync(call, rows)).ConfigureAwait(false);

    /// <summary>Gets the unit a route names; one the caller may not see does not exist.</summary>
    public async Task<ContentRow> GetAsync(ApiCall call, ContentType type)
    {
        var id = call.Uuid();
        var visible = await scope.VisibleAsync(call, type).ConfigureAwait(false);
        var rows = await database.ReadAsync(
            async session =>
            {
                var query = new Query { Where = Condition.And(Condition.Equal("pulp_id", id), visible), Limit = 1, WithCount = false };
                var page = await session.Contents.QueryAsync(type, call.DomainId, query).ConfigureAwait(false);
                return await RowsAsync(session, call, page.Items).ConfigureAwait(false);
            },
            call.Cancellation).ConfigureAwait(false);
        return rows.Count == 1 ? (await large.LoadAsync(call, rows).ConfigureAwait(false))[0] : throw call.NotFound();
    }

    public Task<ContentRow> LoadAsync(ApiCall call, Guid id) => database.ReadAsync(
        async session => (await RowsAsync(session, call, await session.Contents.GetAsync([id]).ConfigureAwait(false)).ConfigureAwait(false))[0], call.Cancellation);

    public static ApiResult Show(ApiCall call, Representation<ContentRow> representation, ContentRow row, int statusCode = StatusCodes.Status200OK)
    {
        var context = call.NewContext();
        var fields = representation.Select(FieldSelection.Of(call.Http.Request.Query));
        return statusCode == StatusCodes.Status201Created
            ? ApiResult.Created(call.Hrefs.Of(row.Type, row.Content.Id), writer => Representation<ContentRow>.Write(writer, row, context, fields))
            : ApiResult.Json(statusCode, writer => Representation<ContentRow>.Write(writer, row, context, fields));
    }

    private async ValueTask<IReadOnlyList<ContentRow>> RowsAsync(IStoreSession session, ApiCall call, IReadOnlyList<Content> units)
    {
        var files = await session.Contents.GetFilesAsync([.. units.Select(unit => unit.StoreKey)]).ConfigureAwait(false);
        var links = await ContentLinks.LoadAsync(session, catalog, call.DomainId, units).ConfigureAwait(false);
        var targets = new HrefTargets(call.Hrefs);
        foreach (var unit in units)
        {
            foreach (var descriptor in catalog.ContentTypeOf(unit).Fields.Where(descriptor => descriptor.Kind == FieldKind.Reference))
                await targets.LoadResourceAsync(session, catalog, (Guid?)descriptor.Property.GetValue(unit)).ConfigureAwait(false);
        }

        return [.. units.Select(unit => new ContentRow(unit, catalog.ContentTypeOf(unit), [.. files[unit.StoreKey].OrderBy(file => file.StoreKey)], links, targets))];
    }
}
