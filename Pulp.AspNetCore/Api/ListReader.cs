using Microsoft.Extensions.Options;
using Pulp.Access;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Json;
using Pulp.Plugins;
using Pulp.Queries;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Reads lists: the query of the request, what the caller may see, the rows and what they refer to, all from one state of the database.
/// </summary>
internal sealed class ListReader
{
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly IAccessEvaluator evaluator;
    private readonly TimeProvider time;
    private readonly PulpOptions options;

    public ListReader(IPulpDatabase database, PulpCatalog catalog, IAccessEvaluator evaluator, TimeProvider time, IOptions<PulpOptions> options)
    {
        this.database = database;
        this.catalog = catalog;
        this.evaluator = evaluator;
        this.time = time;
        this.options = options.Value;
    }

    public delegate ValueTask<(long Count, IReadOnlyList<TRow> Rows)> RowsAsync<TRow>(IStoreSession session, Query query, RenderContext context);

    /// <summary>Answers with one part of a list.</summary>
    /// <param name="call">The request.</param>
    /// <param name="filters">The list's filters.</param>
    /// <param name="representation">How rows are shown.</param>
    /// <param name="visible">What restricts the rows to those the caller may see; null for no restriction.</param>
    /// <param name="read">Reads the rows.</param>
    /// <param name="minimal">How rows are shown when <c>minimal</c> asks for the small form; null when there is none.</param>
    /// <param name="complete">Adds to the rows what is not read from the database; null for nothing.</param>
    public async Task<ApiResult> ReadAsync<TRow>(
        ApiCall call, FilterSet filters, Representation<TRow> representation, Condition? visible, RowsAsync<TRow> read, Representation<TRow>? minimal = null,
        Func<IReadOnlyList<TRow>, ValueTask<IReadOnlyList<TRow>>>? complete = null)
    {
        var list = ListRequest.Parse(call.Http.Request.Query, filters);
        var context = call.NewContext();
        var (count, rows) = await database.ReadAsync(
            async session =>
            {
                var query = await list.ToQueryAsync(new FilterScope(session, catalog, call.Hrefs, time, options.OrphanProtectionTime, call.DomainId), visible).ConfigureAwait(false);
                return await read(session, query, context).ConfigureAwait(false);
            },
            call.Cancellation).ConfigureAwait(false);
        if (complete is not null)
            rows = await complete(rows).ConfigureAwait(false);
        return ListAnswer.Of(call, list, count, rows, list.IsMinimal ? minimal ?? representation : representation, context);
    }

    /// <summary>Gets the condition that keeps a list to the objects on which the caller has a permission.</summary>
    public async ValueTask<Condition?> VisibleAsync(ApiCall call, string permission)
    {
        var scope = await evaluator.VisibleAsync(call.Caller, permission, call.Cancellation).ConfigureAwait(false);
        return InScope(scope);
    }

    /// <summary>Gets the same for objects that are known by numbers.</summary>
    public async ValueTask<Condition?> VisibleNumbersAsync(ApiCall call, string permission)
    {
        var scope = await evaluator.VisibleAsync(call.Caller, permission, call.Cancellation).ConfigureAwait(false);
        return scope.Ids is { } ids
            ? new Condition.Compare("id", Comparison.In, ids.Select(id => (object)(long.TryParse(id, out var number) ? number : -1)).ToList())
            : null;
    }

    public static Condition? InScope(ObjectScope scope) => scope.Ids is { } ids
        ? FilterTargets.In("pulp_id", ids.Select(id => Guid.TryParse(id, out var uuid) ? uuid : Guid.Empty))
        : null;
}
