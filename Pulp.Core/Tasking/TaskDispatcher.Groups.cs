using System.Text.Json;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Tasking;

/// <content>Groups of tasks.</content>
public sealed partial class TaskDispatcher
{
    private readonly HashSet<Guid> canceledGroups = [];

    /// <summary>Makes a group that tasks can join by <see cref="TaskRequest.TaskGroup"/>.</summary>
    /// <param name="description">What the group does.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The group.</returns>
    public async Task<TaskGroup> CreateGroupAsync(string description, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var group = new TaskGroup(Uuid7.Create(time), description, AllTasksDispatched: false, now);
        await SaveAsync(group, cancellationToken).ConfigureAwait(false);
        return group;
    }

    /// <summary>Marks a group as complete: no more tasks will join.</summary>
    /// <param name="id">The group.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether there is such a group.</returns>
    public async Task<bool> FinishGroupAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (await GetGroupAsync(id, cancellationToken).ConfigureAwait(false) is not { } group)
            return false;
        if (!group.AllTasksDispatched)
            await SaveAsync(group with { AllTasksDispatched = true }, cancellationToken).ConfigureAwait(false);
        lock (canceledGroups)
            canceledGroups.Remove(id);
        return true;
    }

    /// <summary>Cancels all tasks of a group that have not ended, and those that would still join.</summary>
    /// <param name="id">The group.</param>
    /// <param name="cancellationToken">Cancels looking for the group.</param>
    /// <returns>Whether there is such a group. Tasks that run may take a while to stop.</returns>
    public async Task<bool> CancelGroupAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (await GetGroupAsync(id, cancellationToken).ConfigureAwait(false) is not { } group)
            return false;
        if (!group.AllTasksDispatched)
        {
            lock (canceledGroups)
                canceledGroups.Add(id);
        }

        // All are marked before the first is stopped: what it frees must not start the next.
        var members = live.Values.Where(task => task.GroupId == id && task.TryMarkCanceling(time.GetUtcNow())).ToList();
        foreach (var task in members)
            await CancelAsync(task).ConfigureAwait(false);
        return true;
    }

    /// <summary>Counts the tasks of a group by state.</summary>
    /// <param name="id">The group.</param>
    /// <param name="domainId">The domain of its tasks.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The counts, or null when there is no such group.</returns>
    public Task<TaskGroupCounts?> CountGroupAsync(Guid id, Guid domainId, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => CountAsync(session.Tasks, id, domainId), cancellationToken);

    private static async ValueTask<TaskGroupCounts?> CountAsync(ITaskStore tasks, Guid id, Guid domainId)
    {
        if (await tasks.GetGroupAsync(id).ConfigureAwait(false) is not { } group)
            return null;
        var counts = new Dictionary<TaskState, long>();
        foreach (var state in Enum.GetValues<TaskState>())
        {
            var where = Condition.And(Condition.Equal("task_group", id), Condition.Equal("state", NameOf(state)));
            var page = await tasks.QueryAsync(domainId, new Query { Where = where, Limit = 1 }).ConfigureAwait(false);
            counts[state] = page.Count;
        }

        return new TaskGroupCounts(group, counts);
    }

    /// <summary>Gets a state's name as REST and conditions write it.</summary>
    internal static string NameOf(TaskState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    private bool IsCanceledGroup(Guid? id)
    {
        lock (canceledGroups)
            return id is { } group && canceledGroups.Contains(group);
    }

    private Task<TaskGroup?> GetGroupAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Tasks.GetGroupAsync(id), cancellationToken);

    private Task SaveAsync(TaskGroup group, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await session.Tasks.SaveGroupAsync(group).ConfigureAwait(false);
            return true;
        },
        cancellationToken);
}
