namespace Pulp.Distributions;

/// <summary>
/// Decides whether a request may read through a distribution.
/// </summary>
/// <remarks>
/// Asked for every request, also for what is in memory. Nothing of what is guarded is sent when it throws: the request is answered by an error of the server,
/// and the exception is logged.
/// </remarks>
public interface IContentGuardEvaluator
{
    /// <summary>Decides.</summary>
    /// <param name="guard">The guard.</param>
    /// <param name="request">What is known of the request.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Why the request is refused, in words for the user, or null when it may pass.</returns>
    ValueTask<string?> EvaluateAsync(ContentGuard guard, GuardedRequest request, CancellationToken cancellationToken);
}
