using Microsoft.AspNetCore.Http;
using Pulp.Access;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Resources;
using Pulp.AspNetCore.Api.Versions;
using Pulp.Plugins;
using Pulp.Queries;
using Pulp.Repositories;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings repository versions: list, read, delete, and the list of all versions.
/// </summary>
internal sealed class VersionEndpoints : IApiEndpoints
{
    private readonly PulpCatalog catalog;
    private readonly ResourceReading resources;
    private readonly VersionReading reading;
    private readonly VersionRetention retention;
    private readonly IAccessEvaluator evaluator;
    private readonly ApiServices services;

    public VersionEndpoints(PulpCatalog catalog, ResourceReading resources, VersionReading reading, VersionRetention retention, IAccessEvaluator evaluator, ApiServices services)
    {
        this.catalog = catalog;
        this.resources = resources;
        this.reading = reading;
        this.retention = retention;
        this.evaluator = evaluator;
        this.services = services;
    }

    /// <summary>Makes the group of the versions of one repository type.</summary>
    public static EndpointGroup GroupOf(RepositoryType type)
    {
        var parent = ResourceEndpoints.GroupOf(type);
        return parent with
        {
            Path = parent.Path + parent.ObjectRoute + "versions/",
            Parent = parent,
            Tag = parent.Tag + " Versions",
            Model = "RepositoryVersion",
            HrefParameter = Naming.VersionHrefOf(type),
            ObjectRoute = "{number:long}/",
        };
    }

    public IEnumerable<ApiEndpoint> Build() => catalog.ResourceTypes.OfType<RepositoryType>().SelectMany(Build).Append(All());

    private IEnumerable<ApiEndpoint> Build(RepositoryType type)
    {
        var group = GroupOf(type);
        var view = group.ObjectPermission(group.ViewPermission);
        yield return group.List(VersionReading.Filters, reading.Representation, view, async call =>
            await reading.ListAsync(call, (await RepositoryAsync(call, type).ConfigureAwait(false)).Id, visible: null).ConfigureAwait(false));
        yield return group.Read(reading.Representation, view, async call => await reading.ShowAsync(call, await VersionAsync(call, type).ConfigureAwait(false)).ConfigureAwait(false));
        yield return group.OnObject("DELETE", "", "delete", group.ObjectPermission(type.Permission("delete")), call => DeleteAsync(call, type)).ReturnsTask();
    }

    private ApiEndpoint All()
    {
        var group = new EndpointGroup
        {
            Path = "repository_versions/",
            Tag = "Repository_Versions",
            Model = "RepositoryVersion",
            HrefParameter = "",
            ObjectPrn = _ => "",
            ViewPermission = "core.view_repositoryversion",
        };
        return group.List(VersionReading.Filters, reading.Representation, new EndpointPermission(PermissionScope.List), async call =>
            await reading.ListAsync(call, repositoryId: null, await VisibleAsync(call).ConfigureAwait(false)).ConfigureAwait(false));
    }

    private async Task<Repository> RepositoryAsync(ApiCall call, RepositoryType type) => (Repository)await resources.GetAsync(call, type).ConfigureAwait(false);

    private async Task<RepositoryVersion> VersionAsync(ApiCall call, RepositoryType type) =>
        await reading.GetAsync(call, await RepositoryAsync(call, type).ConfigureAwait(false)).ConfigureAwait(false);

    private async Task<ApiResult> DeleteAsync(ApiCall call, RepositoryType type)
    {
        var version = await VersionAsync(call, type).ConfigureAwait(false);
        if (await retention.WhyKeptAsync(version, call.Cancellation).ConfigureAwait(false) is { } reason)
            throw RequestRefusedException.Detail(StatusCodes.Status400BadRequest, reason);
        return await services.Tasks.RunShortAsync<DeleteVersionTask, DeleteVersion>(
            call, DeleteVersionTask.Name, new DeleteVersion(version.Id), [type.PrnOf(version.RepositoryId)]).ConfigureAwait(false);
    }

    private async ValueTask<Condition?> VisibleAsync(ApiCall call)
    {
        var scopes = new List<(RepositoryType Type, ObjectScope Scope)>();
        foreach (var type in catalog.ResourceTypes.OfType<RepositoryType>())
            scopes.Add((type, await evaluator.VisibleAsync(call.Caller, type.Permission("view"), call.Cancellation).ConfigureAwait(false)));
        if (scopes.TrueForAll(pair => pair.Scope.IsAll))
            return null;
        var visible = new List<Guid>();
        foreach (var (type, scope) in scopes)
        {
            visible.AddRange(scope.Ids is { } ids
                ? ids.Select(id => Guid.TryParse(id, out var uuid) ? uuid : Guid.Empty)
                : await reading.RepositoriesAsync(call, type).ConfigureAwait(false));
        }

        return FilterTargets.In("repository", visible);
    }
}
