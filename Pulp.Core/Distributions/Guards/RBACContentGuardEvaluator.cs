using Pulp.Access;
using Pulp.Plugins;

namespace Pulp.Distributions.Guards;

/// <summary>
/// Decides for an <see cref="RBACContentGuard"/>.
/// </summary>
internal sealed class RBACContentGuardEvaluator : IContentGuardEvaluator
{
    private readonly IAccessEvaluator access;
    private readonly PulpCatalog catalog;

    public RBACContentGuardEvaluator(IAccessEvaluator access, PulpCatalog catalog)
    {
        this.access = access;
        this.catalog = catalog;
    }

    public async ValueTask<string?> EvaluateAsync(ContentGuard guard, GuardedRequest request, CancellationToken cancellationToken) =>
        await access.IsAllowedAsync(request.Caller, RBACContentGuard.DownloadPermission, catalog.ResourceTypeOf(guard).PrnOf(guard.Id), cancellationToken).ConfigureAwait(false)
            ? null
            : request.Caller.IsAnonymous ? "Log in as a user who may download here." : "The user may not download here.";
}
