using Pulp.Serving;

namespace Pulp.AspNetCore.Tests.Serving.Support;

/// <summary>
/// Holds requests with the query <c>?late</c> between looking for a file here and fetching it.
/// </summary>
internal sealed class ResolvePause
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets a task that completes when a request is held.</summary>
    public Task Reached => reached.Task;

    public void Release() => released.TrySetResult();

    public async Task WaitAsync(PullThroughRequest request)
    {
        if (request.Query("late") is null)
            return;
        reached.TrySetResult();
        await released.Task;
    }
}
