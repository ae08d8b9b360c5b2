using Pulp.Distributions;

namespace Pulp.Testing.Samples;

/// <summary>
/// Decides for a <see cref="SampleGuard"/>.
/// </summary>
public sealed class SampleGuardEvaluator : IContentGuardEvaluator
{
    /// <inheritdoc/>
    public ValueTask<string?> EvaluateAsync(ContentGuard guard, GuardedRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(((SampleGuard)guard).Refusal);
}
