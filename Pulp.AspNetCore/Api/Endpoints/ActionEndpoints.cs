using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Resources;
using Pulp.AspNetCore.Api.Versions;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings the actions that plugins added to their resource types.
/// </summary>
internal sealed class ActionEndpoints : IApiEndpoints
{
    private readonly ResourceShapes shapes;
    private readonly ResourceReading reading;
    private readonly VersionReading versions;
    private readonly ActionRunner runner;

    public ActionEndpoints(ResourceShapes shapes, ResourceReading reading, VersionReading versions, ActionRunner runner)
    {
        this.shapes = shapes;
        this.reading = reading;
        this.versions = versions;
        this.runner = runner;
    }

    public IEnumerable<ApiEndpoint> Build() => shapes.All.SelectMany(shape => shape.Type.Actions.Select(action => Build(shape, action)));

    private static EndpointGroup GroupOf(ResourceType type, ResourceAction action) =>
        action.OnVersion ? VersionEndpoints.GroupOf((RepositoryType)type) : ResourceEndpoints.GroupOf(type);

    private ApiEndpoint Build(ResourceShape shape, ResourceAction action)
    {
        var (group, path, name) = (GroupOf(shape.Type, action), action.Name + "/", action.Name.Replace('-', '_'));
        var (document, permission) = (ActionShape.Of(action), shape.Type.Permission(action.Needs));
        Task<ApiResult> Handle(ApiCall call) => RunAsync(call, shape, action, document);
        var endpoint = action.OnCollection
            ? group.OnCollection(action.Method, path, name, new EndpointPermission(PermissionScope.Global, permission), Handle)
            : group.OnObject(action.Method, path, name, group.ObjectPermission(permission), Handle);
        return Answers(document is null ? endpoint : endpoint.Takes(document.Body), action);
    }

    private ApiEndpoint Answers(ApiEndpoint endpoint, ResourceAction action)
    {
        if (action.AnswerType == typeof(PulpTask))
            return endpoint.ReturnsTask();
        if (action.AnswerType == typeof(TaskGroup))
            return endpoint.ReturnsTaskGroup();
        return shapes.All.FirstOrDefault(shape => shape.Type.ClrType == action.AnswerType) is { } answered
            ? endpoint.Returns(action.OnCollection ? StatusCodes.Status201Created : StatusCodes.Status200OK, answered.Representation)
            : endpoint.Returns(StatusCodes.Status200OK, ActionShape.Describe(action.AnswerType));
    }

    private async Task<ApiResult> RunAsync(ApiCall call, ResourceShape shape, ResourceAction action, ActionShape? document)
    {
        var resource = action.OnCollection ? null : await reading.GetAsync(call, shape.Type).ConfigureAwait(false);
        var version = action.OnVersion ? await versions.GetAsync(call, (Repository)resource!).ConfigureAwait(false) : null;
        return await runner.RunAsync(call, shape.Type, action, document, resource, version).ConfigureAwait(false);
    }
}
