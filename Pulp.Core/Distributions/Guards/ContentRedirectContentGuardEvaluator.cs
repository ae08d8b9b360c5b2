namespace Pulp.Distributions.Guards;

/// <summary>
/// Decides for a <see cref="ContentRedirectContentGuard"/>.
/// </summary>
internal sealed class ContentRedirectContentGuardEvaluator : IContentGuardEvaluator
{
    // Nobody is sent here by a signed link: plugins give the files themselves.
    public ValueTask<string?> EvaluateAsync(ContentGuard guard, GuardedRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult<string?>("Files of this distribution are given by its registry or index only.");
}
