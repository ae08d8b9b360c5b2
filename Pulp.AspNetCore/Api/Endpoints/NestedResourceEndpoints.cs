using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Resources;
using Pulp.Plugins;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings the objects that belong to a resource, below that resource: list, read, create (or start the work that creates), delete. The permissions are the resource's.
/// </summary>
internal sealed class NestedResourceEndpoints : IApiEndpoints
{
    private const string Route = "nested";
    private readonly PulpCatalog catalog;
    private readonly ResourceShapes shapes;
    private readonly ResourceReading reading;
    private readonly ResourceWriting writing;
    private readonly ActionRunner runner;

    public NestedResourceEndpoints(PulpCatalog catalog, ResourceShapes shapes, ResourceReading reading, ResourceWriting writing, ActionRunner runner)
    {
        this.runner = runner;
        this.catalog = catalog;
        this.shapes = shapes;
        this.reading = reading;
        this.writing = writing;
    }

    public IEnumerable<ApiEndpoint> Build() => shapes.All.Where(shape => shape.Type.ParentType is not null).SelectMany(shape => Build(shape, catalog.ResourceTypeOf(shape.Type.ParentType!)));

    private IEnumerable<ApiEndpoint> Build(ResourceShape shape, ResourceType parentType)
    {
        var (type, shown) = (shape.Type, shape.Representation);
        var parent = ResourceEndpoints.GroupOf(parentType);
        var group = parent with
        {
            Path = $"{parent.Path}{parent.ObjectRoute}{type.Endpoint}/",
            Parent = parent,
            Tag = $"{parent.Tag} {Naming.Title(type.Endpoint).Replace('_', ' ')}",
            Model = type.Model,
            HrefParameter = Naming.HrefOf(parentType, type),
            ObjectRoute = $"{{{Route}:guid}}/",
        };
        var (view, change) = (group.ObjectPermission(group.ViewPermission), group.ObjectPermission(parentType.Permission("change")));
        yield return group.List(shape.Filters, shown, view, async call => await reading.ListOfAsync(call, shape, await ParentAsync(call).ConfigureAwait(false)).ConfigureAwait(false));
        yield return group.Read(shown, view, async call => await reading.ShowAsync(call, shape, await FindAsync(call).ConfigureAwait(false), StatusCodes.Status200OK).ConfigureAwait(false));
        yield return type.Creation is { } creation
            ? Start(group, parentType, shape, creation, change)
            : group.OnCollection("POST", "", "create", change, async call => await writing.CreateInAsync(call, shape, await ParentAsync(call).ConfigureAwait(false)).ConfigureAwait(false))
                .Takes(shape.Body).Returns(StatusCodes.Status201Created, shown);
        yield return group.OnObject("DELETE", "", "delete", change, async call => await writing.DeleteAsync(call, await FindAsync(call).ConfigureAwait(false)).ConfigureAwait(false))
            .Returns(StatusCodes.Status204NoContent);

        async Task<Guid> ParentAsync(ApiCall call) => (await reading.GetAsync(call, parentType).ConfigureAwait(false)).Id;

        async Task<Resource> FindAsync(ApiCall call)
        {
            var resource = await reading.GetAsync(call, type, Route).ConfigureAwait(false);
            return type.ParentField!.GetValue(resource) is Guid id && id == call.Uuid() ? resource : throw call.NotFound();
        }
    }

    private ApiEndpoint Start(EndpointGroup group, ResourceType parentType, ResourceShape shape, ResourceAction creation, EndpointPermission permission)
    {
        var document = ActionShape.OfCreation(shape);
        var endpoint = group.OnCollection("POST", "", "create", permission, async call =>
            await runner.RunAsync(call, parentType, creation, document, await reading.GetAsync(call, parentType).ConfigureAwait(false)).ConfigureAwait(false));
        endpoint = creation.AnswerType == typeof(TaskGroup) ? endpoint.ReturnsTaskGroup() : endpoint.ReturnsTask();
        return document is null ? endpoint : endpoint.Takes(document.Body);
    }
}
