using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Contents;
using Pulp.AspNetCore.Api.Resources;
using Pulp.AspNetCore.Api.Roles;
using Pulp.AspNetCore.Api.Versions;
using Pulp.Maintenance;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings cleanup of orphans, repair, and reclaiming space.
/// </summary>
internal sealed class MaintenanceEndpoints : IApiEndpoints
{
    private const string ProtectionTime = "orphan_protection_time";

    private static readonly BodySchema Orphans = new("OrphansCleanup",
    [
        new InputField("content_hrefs", InputKind.ReferenceList),
        new InputField(ProtectionTime, InputKind.Integer) { IsNullable = true, Minimum = 0, Maximum = uint.MaxValue },
    ]);

    private static readonly BodySchema RepairBody = new("Repair", [new InputField("verify_checksums", InputKind.Boolean) { Default = true }]);

    private static readonly BodySchema Reclaim = new("ReclaimSpace",
    [
        new InputField("repo_hrefs", InputKind.ReferenceList) { IsRequired = true, AllowsAll = true },
        new InputField("repo_versions_keeplist", InputKind.ReferenceList),
    ]);

    private readonly PulpCatalog catalog;
    private readonly ResourceReading resources;
    private readonly VersionReading versions;
    private readonly ReferenceResolver references;
    private readonly ContentReferences contents;
    private readonly ApiServices services;

    public MaintenanceEndpoints(
        PulpCatalog catalog, ResourceReading resources, VersionReading versions, ReferenceResolver references, ContentReferences contents, ApiServices services)
    {
        this.catalog = catalog;
        this.resources = resources;
        this.versions = versions;
        this.references = references;
        this.contents = contents;
        this.services = services;
    }

    public IEnumerable<ApiEndpoint> Build()
    {
        var cleanUp = new EndpointPermission(PermissionScope.Global, CorePermissions.CleanUpOrphans);
        yield return Endpoint("POST", "orphans/cleanup/", "orphans_cleanup_cleanup", "Orphans: Cleanup", cleanUp, CleanUpAsync).Takes(Orphans);
        yield return Endpoint("DELETE", "orphans/", "orphans_delete", "Orphans", cleanUp, call => CleanUpAsync(call, new OrphanCleanupArguments { DomainId = call.DomainId }));
        yield return Endpoint("POST", "repair/", "repair_post", "Repair", new EndpointPermission(PermissionScope.Global, CorePermissions.Repair), call => RepairAsync(call, version: null, [])).Takes(RepairBody);
        yield return Endpoint(
            "POST", "repositories/reclaim_space/", "repositories_reclaim_space_reclaim", "Repositories: Reclaim_Space", new EndpointPermission(PermissionScope.Global, CorePermissions.ReclaimSpace), ReclaimAsync).Takes(Reclaim);
        foreach (var type in catalog.ResourceTypes.OfType<RepositoryType>())
        {
            var group = VersionEndpoints.GroupOf(type);
            yield return group.OnObject("POST", "repair/", "repair", group.ObjectPermission(type.Permission("repair")), call => RepairVersionAsync(call, type)).Takes(RepairBody).ReturnsTask();
        }
    }

    private static ApiEndpoint Endpoint(string method, string route, string operation, string tag, EndpointPermission permission, Func<ApiCall, Task<ApiResult>> handler) =>
        new ApiEndpoint { Method = method, Route = route, Permission = permission, HandleAsync = handler, Operation = new ApiOperation { Id = operation, Tag = tag } }.ReturnsTask();

    private async Task<ApiResult> CleanUpAsync(ApiCall call)
    {
        var body = await services.Bodies.ReadAsync(call, Orphans).ConfigureAwait(false);
        if (body.References("content_hrefs") is { Items.Count: 0 })
            throw RequestRefusedException.Invalid("content_hrefs", "This list may not be empty; leave it out to consider all content.");
        var units = body.Has("content_hrefs") ? await contents.ResolveAsync(call, "content_hrefs", body.References("content_hrefs")).ConfigureAwait(false) : null;
        return await CleanUpAsync(call, new OrphanCleanupArguments
        {
            DomainId = call.DomainId,
            ContentIds = units is null ? null : [.. units],
            ProtectionTime = body.Integer(ProtectionTime) is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
        }).ConfigureAwait(false);
    }

    private Task<ApiResult> CleanUpAsync(ApiCall call, OrphanCleanupArguments arguments) =>
        services.Tasks.StartAsync<OrphanCleanup, OrphanCleanupArguments>(call, OrphanCleanup.TaskName, arguments, [OrphanCleanup.TaskName]);

    private async Task<ApiResult> RepairVersionAsync(ApiCall call, RepositoryType type)
    {
        var repository = (Repository)await resources.GetAsync(call, type).ConfigureAwait(false);
        var version = await versions.GetAsync(call, repository).ConfigureAwait(false);
        return await RepairAsync(call, version.Id, [$"shared:{type.PrnOf(repository.Id)}"]).ConfigureAwait(false);
    }

    private async Task<ApiResult> RepairAsync(ApiCall call, Guid? version, IReadOnlyList<string> locks)
    {
        var body = await services.Bodies.ReadAsync(call, RepairBody).ConfigureAwait(false);
        var arguments = new RepairArguments { DomainId = call.DomainId, VersionId = version, VerifyChecksums = body.Boolean("verify_checksums", otherwise: true) };
        return await services.Tasks.StartAsync<Repair, RepairArguments>(call, Repair.TaskName, arguments, [Repair.TaskName, .. locks]).ConfigureAwait(false);
    }

    private async Task<ApiResult> ReclaimAsync(ApiCall call)
    {
        var body = await services.Bodies.ReadAsync(call, Reclaim).ConfigureAwait(false);
        var list = body.References("repo_hrefs")!;
        if (list is { IsAll: false, Items.Count: 0 })
            throw RequestRefusedException.Invalid("repo_hrefs", "Must supply at least one repository; '*' means all.");
        var named = await references.ResolveAsync(
            call, body, [("repo_hrefs", ReferenceTarget.Repository), ("repo_versions_keeplist", ReferenceTarget.RepositoryVersion)]).ConfigureAwait(false);
        var arguments = new ReclaimSpaceArguments
        {
            DomainId = call.DomainId,
            RepositoryIds = list.IsAll ? null : named["repo_hrefs"],
            KeepVersionIds = named.GetValueOrDefault("repo_versions_keeplist") ?? [],
        };
        return await services.Tasks.StartAsync<ReclaimSpace, ReclaimSpaceArguments>(call, ReclaimSpace.TaskName, arguments, [ReclaimSpace.TaskName]).ConfigureAwait(false);
    }
}
