using Pulp.AspNetCore.Api.Hrefs;
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
        where THandler : ITaskHandler<TArguments> => StartAsync<THandler, TArguments>(call, name, arguments, locks, lasting: null, isShort: true);

    /// <summary>Runs a short task inside the request when its locks are free, with arguments that only the request has; otherwise with what <paramref name="lasting"/> makes of them.</summary>
    public Task<ApiResult> RunShortAsync<THandler, TArguments>(
        ApiCall call, string name, TArguments arguments, IReadOnlyList<string> locks, Func<TArguments, CancellationToken, Task<TArguments>> lasting)
        where THandler : ITaskHandler<TArguments> => StartAsync<THandler, TArguments>(call, name, arguments, locks, lasting, isShort: true);

    /// <summary>Starts a task and answers 202.</summary>
    public Task<ApiResult> StartAsync<THandler, TArguments>(ApiCall call, string name, TArguments arguments, IReadOnlyList<string> locks)
        where THandler : ITaskHandler<TArguments> => StartAsync<THandler, TArguments>(call, name, arguments, locks, lasting: null, isShort: false);

    private async Task<ApiResult> StartAsync<THandler, TArguments>(ApiCall call, string name, TArguments arguments, IReadOnlyList<string> locks, Func<TArguments, CancellationToken, Task<TArguments>>? lasting, bool isShort)
        where THandler : ITaskHandler<TArguments>
    {
        var request = new TaskRequest
        {
            Name = name,
            Locks = locks,
            IsShort = isShort,
            UserId = call.Caller.User?.Id,
            DomainId = call.DomainId,
            CorrelationId = call.CorrelationId,
        };
        var task = lasting is null
            ? await dispatcher.DispatchAsync<THandler, TArguments>(request, arguments, call.Cancellation).ConfigureAwait(false)
            : await dispatcher.DispatchAsync<THandler, TArguments>(request, arguments, lasting, call.Cancellation).ConfigureAwait(false);
        return TaskAnswer.Of(call, task);
    }
}
