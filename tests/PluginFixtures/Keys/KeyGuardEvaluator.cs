using Pulp.Distributions;

namespace Fixtures.Keys;

public sealed class KeyGuardEvaluator : IContentGuardEvaluator
{
    public ValueTask<string?> EvaluateAsync(ContentGuard guard, GuardedRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(((KeyGuard)guard).Key is { } key && request.GetHeader("X-Key") == key ? null : "Send the key.");
}
