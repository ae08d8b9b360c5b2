using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.AspNetCore.Api.Resources;
using Pulp.Plugins;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Versions;

/// <summary>
/// Reads repository versions for REST.
/// </summary>
internal sealed class VersionReading
{
    private const string Model = "RepositoryVersion";
    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;
    private readonly ListReader lists;

    public VersionReading(IPulpDatabase database, PulpCatalog catalog, ListReader lists)
    {
        this.database = database;
        this.catalog = catalog;
        this.lists = lists;
        Representation = VersionOutput.Of(catalog);
    }

    public static FilterSet Filters { get; } = new FilterSetBuilder()
        .Ids(withIds: false)
        .Integers("number")
        .Times("pulp_created")
        .Add("content", ApiType.Uri, (text, scope) => ValueTask.FromResult(FilterTargets.In("content", [FilterTargets.Content("content", text, scope)])))
        .Add("content__in", ApiType.ListOf(ApiType.Uri), (text, scope) =>
            ValueTask.FromResult(FilterTargets.In("content", FilterValues.List(text).Select(part => FilterTargets.Content("content__in", part, scope)))))
        .OrderBy("number", "pulp_created", "pulp_last_updated", "pulp_id")
        .Build();

    public Representation<RepositoryVersion> Representation { get; }

    /// <summary>Gets the version a route names by repository and number.</summary>
    public async Task<RepositoryVersion> GetAsync(ApiCall call, Repository repository)
    {
        var number = long.TryParse(call.Http.GetRouteValue("number")?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : -1;
        return await database.ReadAsync(session => session.Versions.FindAsync(repository.Id, number), call.Cancellation).ConfigureAwait(false)
            ?? throw RequestRefusedException.NotFound(Model);
    }

    public async Task<ApiResult> ShowAsync(ApiCall call, RepositoryVersion version)
    {
        var context = call.NewContext();
        await database.ReadAsync(
            async session =>
            {
                await LoadAsync(session, version, context).ConfigureAwait(false);
                return true;
            },
            call.Cancellation).ConfigureAwait(false);
        var fields = Representation.Select(FieldSelection.Of(call.Http.Request.Query));
        return ApiResult.Json(StatusCodes.Status200OK, writer => Representation<RepositoryVersion>.Write(writer, version, context, fields));
    }

    /// <summary>Answers with the versions of one repository, or of all the caller may see.</summary>
    public Task<ApiResult> ListAsync(ApiCall call, Guid? repositoryId, Condition? visible) =>
        lists.ReadAsync(call, Filters, Representation, repositoryId is null ? Condition.And(visible, ResourceReading.NotHidden) : visible, async (session, query, context) =>
        {
            var page = await session.Versions.QueryAsync(repositoryId, call.DomainId, query).ConfigureAwait(false);
            foreach (var version in page.Items)
                await LoadAsync(session, version, context).ConfigureAwait(false);
            return (page.Count, page.Items);
        });

    /// <summary>Gets the identifiers of all repositories of a type.</summary>
    public Task<IReadOnlyList<Guid>> RepositoriesAsync(ApiCall call, RepositoryType type) => database.ReadAsync<IReadOnlyList<Guid>>(
        async session =>
        {
            var page = await session.Resources.QueryAsync(type.Kind, type, call.DomainId, new Query { Limit = int.MaxValue, WithCount = false }).ConfigureAwait(false);
            return [.. page.Items.Select(repository => repository.Id)];
        },
        call.Cancellation);

    private async ValueTask LoadAsync(IStoreSession session, RepositoryVersion version, RenderContext context)
    {
        await context.Targets.AddVersionAsync(session, catalog, version).ConfigureAwait(false);
        await context.Targets.LoadVersionAsync(session, catalog, version.BaseVersion).ConfigureAwait(false);
    }
}
