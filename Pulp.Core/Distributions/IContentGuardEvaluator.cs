namespace Pulp.Distributions;

/// <summary>
/// Decides whether a request may read through a distribution.
/// </summary>
public interface IContentGuardEvaluator
{
    /// <summary>Decides.</summary>
    /// <param name="guard">The guard.</param>
    /// <param name="request">What is known of the request.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Why the request is refused, in words for the user, or null when it may pass.</returns>
    ValueTask<string?> EvaluateAsync(ContentGuard guard, GuardedRequest request, CancellationToken cancellationToken);
}
