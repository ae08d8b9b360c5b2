using Pulp.Serving;

namespace Pulp.Distributions.Guards;

/// <summary>
/// Decides for a <see cref="CompositeContentGuard"/>.
/// </summary>
internal sealed class CompositeContentGuardEvaluator : IContentGuardEvaluator
{
    private readonly ContentGuards guards;
    private readonly IServiceProvider services;

    public CompositeContentGuardEvaluator(ContentGuards guards, IServiceProvider services)
    {
        this.guards = guards;
        this.services = services;
    }

    // It ends because ContentGuardRule accepts no guard that contains itself.
    public async ValueTask<string?> EvaluateAsync(ContentGuard guard, GuardedRequest request, CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        foreach (var id in ((CompositeContentGuard)guard).Guards)
        {
            if (await guards.RefusalAsync(id, request, services, cancellationToken).ConfigureAwait(false) is not { } reason)
                return null;
            if (!reasons.Contains(reason))
                reasons.Add(reason);
        }

        return reasons.Count == 0 ? null : string.Join(' ', reasons);
    }
}
