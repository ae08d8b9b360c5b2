using Pulp.AspNetCore.Api.Bodies;
using Pulp.Storage;

namespace Pulp.AspNetCore.Api.Resources;

/// <summary>
/// Reads what is sent to actions.
/// </summary>
internal sealed class ActionDocuments
{
    private readonly BodyReader bodies;
    private readonly ReferenceResolver references;
    private readonly IArtifactStorage storage;

    public ActionDocuments(BodyReader bodies, ReferenceResolver references, IArtifactStorage storage)
    {
        this.bodies = bodies;
        this.references = references;
        this.storage = storage;
    }

    /// <summary>Reads a document.</summary>
    /// <exception cref="RequestRefusedException">It does not fit the action's shape.</exception>
    public async Task<object> ReadAsync(ApiCall call, ActionShape shape)
    {
        var body = await bodies.ReadAsync(call, shape.Body).ConfigureAwait(false);
        var named = await references.ResolveAsync(call, body, shape.References).ConfigureAwait(false);
        return await shape.ToDocumentAsync(body, named, storage, call.Cancellation).ConfigureAwait(false);
    }
}
