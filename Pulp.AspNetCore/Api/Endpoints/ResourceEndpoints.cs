using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Labels;
using Pulp.AspNetCore.Api.Resources;
using Pulp.AspNetCore.Api.Roles;
using Pulp.Plugins;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings what every resource type has: list, read, create, update, delete, labels, roles.
/// </summary>
internal sealed class ResourceEndpoints : IApiEndpoints
{
    private readonly PulpCatalog catalog;
    private readonly ResourceShapes shapes;
    private readonly ResourceReading reading;
    private readonly ResourceWriting writing;
    private readonly ResourceLabels labels;
    private readonly ObjectRoles roles;

    public ResourceEndpoints(PulpCatalog catalog, ResourceShapes shapes, ResourceReading reading, ResourceWriting writing, ResourceLabels labels, ObjectRoles roles)
    {
        this.catalog = catalog;
        this.shapes = shapes;
        this.reading = reading;
        this.writing = writing;
        this.labels = labels;
        this.roles = roles;
    }

    public static EndpointGroup GroupOf(ResourceType type) => new()
    {
        Path = type.CollectionPath,
        Tag = Naming.TagOf(type),
        Model = type.Model,
        Component = type.PluginLabel,
        HrefParameter = Naming.HrefOf(type),
        ObjectPrn = values => type.PrnOf(Guid.Parse(values["id"]!.ToString()!)),
        ViewPermission = type.Permission("view"),
    };

    public IEnumerable<ApiEndpoint> Build() => shapes.All.Where(shape => shape.Type.ParentType is null).SelectMany(Build);

    private IEnumerable<ApiEndpoint> Build(ResourceShape shape)
    {
        var (type, group, shown) = (shape.Type, GroupOf(shape.Type), shape.Representation);
        yield return group.List(shape.Filters, shown, new EndpointPermission(PermissionScope.List, type.Permission("view")), call => reading.ListAsync(call, shape));
        yield return group.Read(shown, group.ObjectPermission(type.Permission("view")), call => reading.ReadAsync(call, shape));
        if (type.Kind != ResourceKind.Publication && type.Operations.HasFlag(ResourceOperations.Create))
            yield return Create(shape, group);
        foreach (var endpoint in Changes(shape, group))
            yield return endpoint;
        if (ResourceSchemas.HasLabels(type.Kind))
        {
            foreach (var endpoint in LabelSchemas.Endpoints(group, type.Permission("change"), call => labels.SetAsync(call, shape), call => labels.UnsetAsync(call, shape)))
                yield return endpoint;
        }

        if (!type.Operations.HasFlag(ResourceOperations.Share))
            yield break;
        foreach (var endpoint in roles.Endpoints(group, type.Permission("manage_roles"), call => TargetAsync(call, type)))
            yield return endpoint;
    }

    private ApiEndpoint Create(ResourceShape shape, EndpointGroup group)
    {
        var permission = shape.Type.Governor is { } governor
            ? new EndpointPermission(PermissionScope.Create, shape.Type.Permission("add"), catalog.ResourceTypeOf(governor.ClrType).Permission("add"))
            : new EndpointPermission(PermissionScope.Global, shape.Type.Permission("add"));
        return shape.Type.Kind == ResourceKind.Distribution
            ? group.OnCollection("POST", "", "create", permission, call => writing.CreateByTaskAsync(call, shape)).Takes(shape.Body).ReturnsTask()
            : group.OnCollection("POST", "", "create", permission, call => writing.CreateAsync(call, shape)).Takes(shape.Body).Returns(StatusCodes.Status201Created, shape.Representation);
    }

    private IEnumerable<ApiEndpoint> Changes(ResourceShape shape, EndpointGroup group)
    {
        var type = shape.Type;
        var (change, delete) = (group.ObjectPermission(type.Permission("change")), group.ObjectPermission(type.Permission("delete")));
        // Guards and importers are small and change at once; what a publication is never changes.
        var byTask = type.Kind is not ResourceKind.ContentGuard and not ResourceKind.Publication and not ResourceKind.Importer;
        if (type.Kind != ResourceKind.Publication && type.Operations.HasFlag(ResourceOperations.Update))
        {
            Task<ApiResult> UpdateAsync(ApiCall call, bool isPatch) => byTask ? writing.UpdateByTaskAsync(call, shape, isPatch) : writing.UpdateAsync(call, shape, isPatch);
            ApiEndpoint Answers(ApiEndpoint endpoint) => byTask
                ? endpoint.Returns(StatusCodes.Status200OK, shape.Representation).ReturnsTask()
                : endpoint.Returns(StatusCodes.Status200OK, shape.Representation);
            yield return Answers(group.OnObject("PUT", "", "update", change, call => UpdateAsync(call, isPatch: false)).Takes(shape.Body));
            yield return Answers(group.OnObject("PATCH", "", "partial_update", change, call => UpdateAsync(call, isPatch: true)).Takes(shape.Body, isPatch: true));
        }

        if (!type.Operations.HasFlag(ResourceOperations.Delete))
            yield break;
        yield return byTask
            ? group.OnObject("DELETE", "", "delete", delete, call => writing.DeleteByTaskAsync(call, shape)).ReturnsTask()
            : group.OnObject("DELETE", "", "delete", delete, call => writing.DeleteAsync(call, shape)).Returns(StatusCodes.Status204NoContent);
    }

    private async Task<RoleTarget> TargetAsync(ApiCall call, ResourceType type)
    {
        var resource = await reading.GetAsync(call, type).ConfigureAwait(false);
        return new RoleTarget(type.PrnOf(resource.Id), ObjectPermissions.Of(type, catalog));
    }
}
