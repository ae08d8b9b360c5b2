using Pulp.Access;
using Pulp.AspNetCore.Api.Resources;
using Pulp.ContentTypes;
using Pulp.Plugins;
using Pulp.Repositories;

namespace Pulp.AspNetCore.Api.Contents;

/// <summary>
/// Decides who may create content: who may change the content of the repository that is named; without one, who may add content of the type everywhere, or upload it.
/// </summary>
internal sealed class ContentCreationAccess
{
    private readonly PulpCatalog catalog;
    private readonly IAccessEvaluator evaluator;
    private readonly ReferenceResolver references;

    public ContentCreationAccess(PulpCatalog catalog, IAccessEvaluator evaluator, ReferenceResolver references)
    {
        this.catalog = catalog;
        this.evaluator = evaluator;
        this.references = references;
    }

    public static string AddPermission(ContentType type) => $"{type.PluginLabel}.add_{type.Model.ToLowerInvariant()}";

    /// <summary>Requires the permission.</summary>
    /// <param name="call">The request.</param>
    /// <param name="type">The type of the content.</param>
    /// <param name="repositoryId">The repository it is for; null for none.</param>
    /// <param name="atOnce">Whether it is uploaded inside the request.</param>
    /// <returns>The PRN of the repository, or null when none was named.</returns>
    public async Task<string?> RequireAsync(ApiCall call, ContentType type, Guid? repositoryId, bool atOnce)
    {
        if (repositoryId is not { } id)
        {
            if (await IsAllowedAsync(call, AddPermission(type)).ConfigureAwait(false)
                || (atOnce && type.UploadPermission is { } permission && await IsAllowedAsync(call, permission).ConfigureAwait(false)))
                return null;
            throw atOnce ? RequestRefusedException.Forbidden() : RequestRefusedException.Invalid("repository", "Destination upload repository was not provided.");
        }

        var repository = await references.FindResourceAsync(call, id).ConfigureAwait(false) as Repository ?? throw RequestRefusedException.Invalid("repository", "Object does not exist.");
        var repositoryType = catalog.TypeOf(repository);
        if (!repositoryType.ContentTypes.Contains(type.Name, StringComparer.Ordinal))
            throw RequestRefusedException.Invalid("repository", $"A repository of type '{repositoryType.Name}' does not hold content of type '{type.Name}'.");
        var prn = repositoryType.PrnOf(id);
        return await evaluator.IsAllowedAsync(call.Caller, repositoryType.Permission("modify"), prn, call.Cancellation).ConfigureAwait(false)
            ? prn
            : throw RequestRefusedException.Forbidden();
    }

    private ValueTask<bool> IsAllowedAsync(ApiCall call, string permission) => evaluator.IsAllowedAsync(call.Caller, permission, objectPrn: null, call.Cancellation);
}
