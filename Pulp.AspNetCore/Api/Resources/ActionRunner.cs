using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.Documents;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.AspNetCore.Api.Resources;

/// <summary>
/// Runs actions for REST: reads what was sent, and turns what they return into the answer.
/// </summary>
internal sealed class ActionRunner
{
    private readonly ResourceShapes shapes;
    private readonly ResourceReading reading;
    private readonly ResourceChanges changes;
    private readonly ActionDocuments documents;

    public ActionRunner(ResourceShapes shapes, ResourceReading reading, ResourceChanges changes, ActionDocuments documents)
    {
        this.shapes = shapes;
        this.reading = reading;
        this.changes = changes;
        this.documents = documents;
    }

    /// <summary>Runs an action.</summary>
    /// <param name="call">The request.</param>
    /// <param name="type">The type it is called on.</param>
    /// <param name="action">The action.</param>
    /// <param name="document">The shape of what is sent; null for nothing.</param>
    /// <param name="resource">The resource it is called on; null for the collection.</param>
    /// <param name="version">The version it is called on; null for the resource itself.</param>
    public async Task<ApiResult> RunAsync(ApiCall call, ResourceType type, ResourceAction action, ActionShape? document, Resource? resource, RepositoryVersion? version = null)
    {
        var context = new ResourceActionContext
        {
            Type = type,
            Resource = resource,
            Version = version,
            UserId = call.Caller.User?.Id,
            Caller = call.Caller,
            DomainId = call.DomainId,
            Origin = call.Origin,
            CorrelationId = call.CorrelationId,
        };
        var sent = document is null ? null : await documents.ReadAsync(call, document).ConfigureAwait(false);
        return await action.RunAsync(call.Http.RequestServices, context, sent, call.Cancellation).ConfigureAwait(false) switch
        {
            PulpTask task => TaskAnswer.Of(call, task),
            TaskGroup group => TaskAnswer.Of(call, group),
            Resource { Id: var id } made when id == Guid.Empty => await CreateAsync(call, made).ConfigureAwait(false),
            Resource shown => await reading.ShowAsync(call, shapes.Of(shown), shown, StatusCodes.Status200OK).ConfigureAwait(false),
            var answer => ApiResult.Json(StatusCodes.Status200OK, writer => JsonSerializer.Serialize(writer, answer, action.AnswerType, DocumentJson.Options)),
        };
    }

    private async Task<ApiResult> CreateAsync(ApiCall call, Resource made)
    {
        var outcome = await changes.CreateAsync(made with { DomainId = call.DomainId }, call.Caller.User?.Id, call.Cancellation).ConfigureAwait(false);
        var created = ResourceWriting.Require(call, outcome);
        return await reading.ShowAsync(call, shapes.Of(created), created, StatusCodes.Status201Created).ConfigureAwait(false);
    }
}
