using Pulp.Distributions;

namespace Pulp.AspNetCore.Tests.Serving.Support;

internal sealed record FailingGuard : ContentGuard;

internal sealed class FailingGuardEvaluator : IContentGuardEvaluator
{
    public ValueTask<string?> EvaluateAsync(ContentGuard guard, GuardedRequest request, CancellationToken cancellationToken) =>
        request.GetHeader("X-Wait") is null ? throw new InvalidOperationException("The directory of users does not answer.") : new ValueTask<string?>(FailLaterAsync());

    private static async Task<string?> FailLaterAsync()
    {
        await Task.Yield();
        throw new TimeoutException("The directory of users does not answer.");
    }
}
