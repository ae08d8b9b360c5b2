using System.Text.Json;
using Pulp.Queries;
using Pulp.Stores;
using Pulp.Tasking;
using Pulp.Uploads;

namespace Pulp.Core.Tests.Support;

internal sealed class MemoryTaskStore(MemoryState state, bool isReadOnly) : ITaskStore
{
    public ValueTask InsertAsync(PulpTask task)
    {
        MemoryCondition.RequireWrite(isReadOnly);
        state.Tasks = state.Tasks.Add(task.Id, task);
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> UpdateAsync(PulpTask task)
    {
        MemoryCondition.RequireWrite(isReadOnly);
        if (!state.Tasks.TryGetValue(task.Id, out var old) || old.State.IsFinal())
            return ValueTask.FromResult(false);
        state.Tasks = state.Tasks.SetItem(task.Id, task);
        return ValueTask.FromResult(true);
    }

    public ValueTask<PulpTask?> GetAsync(Guid id) => ValueTask.FromResult(state.Tasks.GetValueOrDefault(id));

    public ValueTask<IReadOnlyList<PulpTask>> UnfinishedAsync() =>
        ValueTask.FromResult<IReadOnlyList<PulpTask>>([.. state.Tasks.Values.Where(task => !task.State.IsFinal()).OrderBy(task => task.Id)]);

    public ValueTask<Page<PulpTask>> QueryAsync(Guid domainId, Query query) => ValueTask.FromResult(MemoryCondition.Page(
        state.Tasks.Values.Where(task => task.DomainId == domainId && MemoryCondition.Holds(query.Where, name => FieldOf(task, name))).OrderByDescending(task => task.Id), query));

    public ValueTask<int> DeleteAsync(Condition where, int limit)
    {
        MemoryCondition.RequireWrite(isReadOnly);
        var going = state.Tasks.Values.Where(task => task.State.IsFinal() && MemoryCondition.Holds(where, name => FieldOf(task, name))).Take(limit).ToList();
        state.Tasks = state.Tasks.RemoveRange(going.Select(task => task.Id));
        return ValueTask.FromResult(going.Count);
    }

    public ValueTask SaveGroupAsync(TaskGroup group)
    {
        MemoryCondition.RequireWrite(isReadOnly);
        state.Groups = state.Groups.SetItem(group.Id, group);
        return ValueTask.CompletedTask;
    }

    public ValueTask<TaskGroup?> GetGroupAsync(Guid id) => ValueTask.FromResult(state.Groups.GetValueOrDefault(id));

    public ValueTask<Page<TaskGroup>> QueryGroupsAsync(Query query) =>
        ValueTask.FromResult(MemoryCondition.Page(state.Groups.Values.OrderByDescending(group => group.Created), query));

    private static object? FieldOf(PulpTask task, string name) => name switch
    {
        "state" => JsonNamingPolicy.SnakeCaseLower.ConvertName(task.State.ToString()),
        "name" => task.Name,
        "task_group" => task.TaskGroup,
        "parent_task" => task.ParentTask,
        "created_by" => task.CreatedBy,
        "finished_at" => task.FinishedAt,
        "pulp_id" => task.Id,
        _ => throw new ArgumentException($"Unknown field {name}."),
    };
}

internal sealed class MemoryUploadStore(MemoryState state, bool isReadOnly) : IUploadStore
{
    public ValueTask SaveAsync(Upload upload)
    {
        MemoryCondition.RequireWrite(isReadOnly);
        state.Uploads = state.Uploads.SetItem(upload.Id, upload);
        return ValueTask.CompletedTask;
    }

    public ValueTask<Upload?> GetAsync(Guid id) => ValueTask.FromResult(state.Uploads.GetValueOrDefault(id));

    public ValueTask<Page<Upload>> QueryAsync(Guid domainId, Query query) => ValueTask.FromResult(MemoryCondition.Page(
        state.Uploads.Values.Where(upload => upload.DomainId == domainId && MemoryCondition.Holds(query.Where, name => FieldOf(upload, name))).OrderByDescending(upload => upload.Created), query));

    public ValueTask<bool> DeleteAsync(Guid id)
    {
        MemoryCondition.RequireWrite(isReadOnly);
        var isThere = state.Uploads.ContainsKey(id);
        state.Uploads = state.Uploads.Remove(id);
        return ValueTask.FromResult(isThere);
    }

    private static object? FieldOf(Upload upload, string name) => name switch
    {
        "pulp_last_updated" => upload.LastUpdated,
        "pulp_id" => upload.Id,
        _ => throw new ArgumentException($"Unknown field {name}."),
    };
}

internal sealed class MemoryStateStore(MemoryState state, bool isReadOnly) : IStateStore
{
    public ValueTask<byte[]?> GetAsync(Guid scope, string name) => ValueTask.FromResult(state.Values.GetValueOrDefault((scope, name)));

    public ValueTask<IReadOnlyList<KeyValuePair<string, byte[]>>> ListAsync(Guid scope, string prefix, string? after, int limit) => ValueTask.FromResult<IReadOnlyList<KeyValuePair<string, byte[]>>>(
        [.. state.Values.Where(value => value.Key.Scope == scope && value.Key.Name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(value.Key.Name, after) > 0)
            .OrderBy(value => value.Key.Name, StringComparer.Ordinal).Take(limit).Select(value => KeyValuePair.Create(value.Key.Name, value.Value))]);

    public ValueTask SetAsync(Guid scope, IReadOnlyCollection<KeyValuePair<string, byte[]?>> values)
    {
        MemoryCondition.RequireWrite(isReadOnly);
        foreach (var (name, value) in values)
            state.Values = value is null ? state.Values.Remove((scope, name)) : state.Values.SetItem((scope, name), value);
        return ValueTask.CompletedTask;
    }

    public ValueTask ClearAsync(Guid scope)
    {
        MemoryCondition.RequireWrite(isReadOnly);
        state.Values = state.Values.RemoveRange(state.Values.Keys.Where(key => key.Scope == scope));
        return ValueTask.CompletedTask;
    }
}

internal static class MemoryCondition
{
    public static void RequireWrite(bool isReadOnly)
    {
        if (isReadOnly)
            throw new InvalidOperationException("A query changes nothing.");
    }

    public static Page<T> Page<T>(IEnumerable<T> rows, Query query)
    {
        var all = rows.ToList();
        return new Page<T>(query.WithCount ? all.Count : -1, [.. all.Skip((int)query.Offset).Take(query.Limit)]);
    }

    public static bool Holds(Condition? condition, Func<string, object?> field) => condition switch
    {
        null => true,
        Condition.All all => all.Parts.All(part => Holds(part, field)),
        Condition.Any any => any.Parts.Any(part => Holds(part, field)),
        Condition.Not not => !Holds(not.Part, field),
        Condition.Compare compare => Holds(compare, field(compare.Field)),
        _ => throw new NotSupportedException(condition.ToString()),
    };

    private static bool Holds(Condition.Compare compare, object? value) => compare.Operator switch
    {
        Comparison.Equal => Equals(value, compare.Value),
        Comparison.In => ((System.Collections.IEnumerable)compare.Value!).Cast<object>().Contains(value),
        Comparison.Less => value is not null && System.Collections.Comparer.Default.Compare(value, compare.Value) < 0,
        Comparison.Greater => value is not null && System.Collections.Comparer.Default.Compare(value, compare.Value) > 0,
        _ => throw new NotSupportedException(compare.Operator.ToString()),
    };
}
