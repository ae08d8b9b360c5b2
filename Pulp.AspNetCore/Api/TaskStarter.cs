using Pulp.Storage;
using Pulp.Tasking;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Asks for tasks on behalf of a request.
/// </summary>
internal sealed class TaskStarter
{
    private readonly TaskDispatcher dispatcher;

    public TaskStarter(TaskDispatcher dispatcher) => this.dispatcher = dispatcher;

    /// <summary>Runs a short task inside the request when its locks are free, and answers 202 in any case.</summary>
    public Task<ApiResult> RunShortAsync<THandler, TArguments>(ApiCall call, string name, TArguments arguments, IReadOnlyList<string> locks)
        where THandler : ITaskHandler<TArguments> => StartAsync<THandler, TArguments>(call, name, arguments, locks, isShort: true);

    /// <summary>Runs a short task that uses up a file of the request inside it when its locks are free; otherwise with what <paramref name="lasting"/> makes of the arguments.</summary>
    public async Task<ApiResult> RunShortAsync<THandler, TArguments>(
        ApiCall call, string name, TArguments arguments, IReadOnlyList<string> locks, StagedArtifact staged, Func<TArguments, CancellationToken, Task<TArguments>> lasting)
        where THandler : ITaskHandler<TArguments>
    {
        var task = await dispatcher.DispatchAsync<THandler, TArguments>(RequestOf(call, name, locks, isShort: true), arguments, lasting, call.Cancellation).ConfigureAwait(false);
        // Until then the file is the request's, which may end before a task began; a task that goes on beyond the request has it for itself.
        if (!task.State.IsFinal())
            call.Staged.Remove(staged);
        return TaskAnswer.Of(call, task);
    }

    /// <summary>Starts a task and answers 202.</summary>
    public Task<ApiResult> StartAsync<THandler, TArguments>(ApiCall call, string name, TArguments arguments, IReadOnlyList<string> locks)
        where THandler : ITaskHandler<TArguments> => StartAsync<THandler, TArguments>(call, name, arguments, locks, isShort: false);

    private async Task<ApiResult> StartAsync<THandler, TArguments>(ApiCall call, string name, TArguments arguments, IReadOnlyList<string> locks, bool isShort)
        where THandler : ITaskHandler<TArguments> =>
        TaskAnswer.Of(call, await dispatcher.DispatchAsync<THandler, TArguments>(RequestOf(call, name, locks, isShort), arguments, call.Cancellation).ConfigureAwait(false));

    private static TaskRequest RequestOf(ApiCall call, string name, IReadOnlyList<string> locks, bool isShort) => new()
    {
        Name = name,
        Locks = locks,
        IsShort = isShort,
        UserId = call.Caller.User?.Id,
        DomainId = call.DomainId,
        CorrelationId = call.CorrelationId,
    };
}
