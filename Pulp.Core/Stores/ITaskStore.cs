using Pulp.Queries;
using Pulp.Tasking;

namespace Pulp.Stores;

/// <summary>
/// Keeps the records of tasks and task groups.
/// </summary>
public interface ITaskStore
{
    /// <summary>Saves a new task.</summary>
    /// <param name="task">The task.</param>
    /// <returns>A task.</returns>
    ValueTask InsertAsync(PulpTask task);

    /// <summary>Saves a changed task, unless it has ended in the meantime.</summary>
    /// <param name="task">The changed copy.</param>
    /// <returns>Whether it was saved.</returns>
    ValueTask<bool> UpdateAsync(PulpTask task);

    /// <summary>Gets a task.</summary>
    /// <param name="id">The identifier.</param>
    /// <returns>The task, or null.</returns>
    ValueTask<PulpTask?> GetAsync(Guid id);

    /// <summary>Gets the tasks that have not ended, in the order they were asked for.</summary>
    /// <returns>The tasks.</returns>
    ValueTask<IReadOnlyList<PulpTask>> UnfinishedAsync();

    /// <summary>Lists tasks. Fields: <c>state</c>, <c>name</c>, <c>logging_cid</c>, the times, <c>parent_task</c>, <c>task_group</c>, <c>created_by</c>, <c>pulp_id</c>; list fields with <see cref="Comparison.HasMember"/>: <c>reserved_resources</c>, <c>exclusive_resources</c>, <c>shared_resources</c>, <c>created_resources</c>.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="query">Condition, order and part.</param>
    /// <returns>The rows.</returns>
    ValueTask<Page<PulpTask>> QueryAsync(Guid domainId, Query query);

    /// <summary>Deletes tasks that have ended.</summary>
    /// <param name="where">Which of them.</param>
    /// <param name="limit">How many at most.</param>
    /// <returns>How many went.</returns>
    ValueTask<int> DeleteAsync(Condition where, int limit);

    /// <summary>Saves a group, new or changed.</summary>
    /// <param name="group">The group.</param>
    /// <returns>A task.</returns>
    ValueTask SaveGroupAsync(TaskGroup group);

    /// <summary>Gets a group.</summary>
    /// <param name="id">The identifier.</param>
    /// <returns>The group, or null.</returns>
    ValueTask<TaskGroup?> GetGroupAsync(Guid id);

    /// <summary>Lists groups, newest first.</summary>
    /// <param name="query">The part; conditions on <c>pulp_id</c> only.</param>
    /// <returns>The rows.</returns>
    ValueTask<Page<TaskGroup>> QueryGroupsAsync(Query query);
}
