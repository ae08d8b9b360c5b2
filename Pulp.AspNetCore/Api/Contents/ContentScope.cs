using Pulp.Access;
using Pulp.AspNetCore.Api.Filters;
using Pulp.ContentTypes;
using Pulp.Plugins;
using Pulp.Queries;
using Pulp.Repositories;

namespace Pulp.AspNetCore.Api.Contents;

/// <summary>
/// Knows which content a caller may see: what is, or ever was, in a repository the caller may see. Who may see all repositories sees all content.
/// </summary>
internal sealed class ContentScope
{
    private readonly PulpCatalog catalog;
    private readonly IAccessEvaluator evaluator;

    public ContentScope(PulpCatalog catalog, IAccessEvaluator evaluator)
    {
        this.catalog = catalog;
        this.evaluator = evaluator;
    }

    /// <summary>Gets the condition that keeps a list of content to what the caller may see, or null for no restriction.</summary>
    /// <param name="call">The request.</param>
    /// <param name="type">The content type; null for all.</param>
    public async ValueTask<Condition?> VisibleAsync(ApiCall call, ContentType? type = null)
    {
        var repositories = new List<Guid>();
        var isAll = true;
        foreach (var holder in catalog.ResourceTypes.OfType<RepositoryType>().Where(holder => type is null || holder.ContentTypes.Contains(type.Name, StringComparer.Ordinal)))
        {
            var scope = await evaluator.VisibleAsync(call.Caller, holder.Permission("view"), call.Cancellation).ConfigureAwait(false);
            isAll &= scope.IsAll;
            if (scope.Ids is { } ids)
                repositories.AddRange(ids.Select(id => Guid.TryParse(id, out var uuid) ? uuid : Guid.Empty));
        }

        return isAll ? null : FilterTargets.In("repository", repositories);
    }
}
