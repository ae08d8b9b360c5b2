using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.Access;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Resources;

/// <summary>
/// Creates, changes and deletes resources for REST: directly, or by a task where Pulp answers with one.
/// </summary>
internal sealed class ResourceWriting
{
    private readonly BodyReader bodies;
    private readonly ReferenceResolver references;
    private readonly ResourceReading reading;
    private readonly ResourceChanges changes;
    private readonly TaskStarter tasks;
    private readonly Governors governors;

    public ResourceWriting(BodyReader bodies, ReferenceResolver references, ResourceReading reading, ResourceChanges changes, TaskStarter tasks, Governors governors)
    {
        this.governors = governors;
        this.bodies = bodies;
        this.references = references;
        this.reading = reading;
        this.changes = changes;
        this.tasks = tasks;
    }

    /// <summary>Creates a resource at once: 201 and the object.</summary>
    public async Task<ApiResult> CreateAsync(ApiCall call, ResourceShape shape)
    {
        var resource = Create(call, shape, await ReadNewAsync(call, shape).ConfigureAwait(false));
        await RequireMayCreateAsync(call, shape, resource).ConfigureAwait(false);
        var created = Require(call, await changes.CreateAsync(resource, call.Caller.User?.Id, call.Cancellation).ConfigureAwait(false));
        return await reading.ShowAsync(call, shape, created, StatusCodes.Status201Created).ConfigureAwait(false);
    }

    /// <summary>Creates an object that belongs to a resource: 201 and the object. It has no owner; permissions are the resource's.</summary>
    public async Task<ApiResult> CreateInAsync(ApiCall call, ResourceShape shape, Guid parentId)
    {
        var fields = await ReadNewAsync(call, shape).ConfigureAwait(false);
        var resource = Create(call, shape, fields.With(shape.Type.ParentField!.Name, parentId.ToString()));
        var created = Require(call, await changes.CreateAsync(resource, ownerId: null, call.Cancellation).ConfigureAwait(false));
        return await reading.ShowAsync(call, shape, created, StatusCodes.Status201Created).ConfigureAwait(false);
    }

    /// <summary>Creates a resource by a task.</summary>
    public async Task<ApiResult> CreateByTaskAsync(ApiCall call, ResourceShape shape)
    {
        var fields = await ReadNewAsync(call, shape).ConfigureAwait(false);
        var resource = Create(call, shape, fields);
        await RequireMayCreateAsync(call, shape, resource).ConfigureAwait(false);
        await RequireAcceptedAsync(call, resource).ConfigureAwait(false);
        return await tasks.RunShortAsync<CreateResourceTask, CreateResource>(
            call, CreateResourceTask.Name, new CreateResource(shape.Type.Kind, shape.Type.Name, fields), [$"pdrn:{call.DomainId}:{shape.Type.Kind.ToString().ToLowerInvariant()}s"]).ConfigureAwait(false);
    }

    /// <summary>Changes a resource at once: 200 and the object.</summary>
    public async Task<ApiResult> UpdateAsync(ApiCall call, ResourceShape shape, bool isPatch)
    {
        var resource = await reading.GetAsync(call, shape.Type).ConfigureAwait(false);
        var fields = await ReadFieldsAsync(call, shape, isPatch).ConfigureAwait(false);
        var updated = fields.AreIn(shape.Type, resource)
            ? resource
            : Require(call, await changes.UpdateAsync(fields.Apply(shape.Type, resource), call.Cancellation).ConfigureAwait(false));
        return await reading.ShowAsync(call, shape, updated, StatusCodes.Status200OK).ConfigureAwait(false);
    }

    /// <summary>Changes a resource by a task; when nothing would change, the object itself is the answer.</summary>
    public async Task<ApiResult> UpdateByTaskAsync(ApiCall call, ResourceShape shape, bool isPatch)
    {
        var resource = await reading.GetAsync(call, shape.Type).ConfigureAwait(false);
        var fields = await ReadFieldsAsync(call, shape, isPatch).ConfigureAwait(false);
        if (fields.AreIn(shape.Type, resource))
            return await reading.ShowAsync(call, shape, resource, StatusCodes.Status200OK).ConfigureAwait(false);
        var changed = fields.Apply(shape.Type, resource);
        if (!await governors.MayMoveAsync(call.Caller, changed, resource, call.Cancellation).ConfigureAwait(false))
            throw RequestRefusedException.Forbidden();
        await RequireAcceptedAsync(call, changed).ConfigureAwait(false);

        // The task merges its fields in one transaction, so it waits for nothing but the deletion of the object.
        return await tasks.RunShortAsync<UpdateResourceTask, UpdateResource>(
            call, UpdateResourceTask.Name, new UpdateResource(resource.Id, fields), [$"shared:{shape.Type.PrnOf(resource.Id)}"]).ConfigureAwait(false);
    }

    public async Task<ApiResult> DeleteAsync(ApiCall call, ResourceShape shape) =>
        await DeleteAsync(call, await reading.GetAsync(call, shape.Type).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Deletes a resource at once.</summary>
    public async Task<ApiResult> DeleteAsync(ApiCall call, Resource resource)
    {
        Require(call, await changes.DeleteAsync(resource.Id, call.Cancellation).ConfigureAwait(false));
        return ApiResult.Empty(StatusCodes.Status204NoContent);
    }

    public async Task<ApiResult> DeleteByTaskAsync(ApiCall call, ResourceShape shape)
    {
        var resource = await reading.GetAsync(call, shape.Type).ConfigureAwait(false);
        if (await changes.CheckDeletionAsync(resource, call.Cancellation).ConfigureAwait(false) is { Count: > 0 } errors)
            throw RequestRefusedException.Invalid(errors);
        var isRepository = shape.Type.Kind == ResourceKind.Repository;
        return await tasks.RunShortAsync<DeleteResourceTask, DeleteResource>(
            call, DeleteResourceTask.Name, new DeleteResource(resource.Id, isRepository), [shape.Type.PrnOf(resource.Id)]).ConfigureAwait(false);
    }

    /// <summary>Reads the body of a request into values of a resource.</summary>
    public async Task<ResourceFields> ReadFieldsAsync(ApiCall call, ResourceShape shape, bool isPatch)
    {
        var body = await bodies.ReadAsync(call, shape.Body, isPatch).ConfigureAwait(false);
        return ResourceInput.ToFields(shape, body, await references.ResolveAsync(call, body, shape.ReferenceFields).ConfigureAwait(false));
    }

    /// <summary>Gets the resource of a change that was done; other outcomes become answers.</summary>
    public static Resource Require(ApiCall call, ChangeOutcome outcome) => outcome switch
    {
        ChangeOutcome.Done done => done.Resource,
        ChangeOutcome.Invalid invalid => throw RequestRefusedException.Invalid(invalid.Errors),
        ChangeOutcome.Missing => throw call.NotFound(),
        _ => throw RequestRefusedException.Conflict("The object was changed by someone else at the same time; read it again and repeat the change."),
    };

    private async Task<ResourceFields> ReadNewAsync(ApiCall call, ResourceShape shape)
    {
        var fields = await ReadFieldsAsync(call, shape, isPatch: false).ConfigureAwait(false);
        foreach (var creator in shape.Type.Fields.Where(descriptor => descriptor.Rules.Creator))
            fields = fields.With(creator.Name, call.Caller.User is { } user ? CoreObject.User.PrnOf(user.Id.ToString(CultureInfo.InvariantCulture)) : null);
        return fields;
    }

    private static Resource Create(ApiCall call, ResourceShape shape, ResourceFields fields)
    {
        try
        {
            return fields.Create(shape.Type) with { DomainId = call.DomainId };
        }
        catch (JsonException exception)
        {
            throw RequestRefusedException.Invalid(FieldErrors.General, $"The values do not fit together: {exception.Message}");
        }
    }

    // The route asked already, except where what governs the resource has a say.
    private async ValueTask RequireMayCreateAsync(ApiCall call, ResourceShape shape, Resource resource)
    {
        if (shape.Type.Governor is not null && !await governors.MayCreateAsync(call.Caller, resource, call.Cancellation).ConfigureAwait(false))
            throw RequestRefusedException.Forbidden();
    }

    private async Task RequireAcceptedAsync(ApiCall call, Resource resource)
    {
        var errors = await changes.CheckAsync(resource, call.Cancellation).ConfigureAwait(false);
        if (errors.Count > 0)
            throw RequestRefusedException.Invalid(errors);
    }
}
