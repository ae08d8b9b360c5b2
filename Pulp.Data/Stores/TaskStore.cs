using Pulp.Data.Sql;
using Pulp.Queries;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Data.Stores;

internal sealed class TaskStore : ITaskStore
{
    private const string GroupColumns = "uuid, description, all_dispatched, created";

    private static readonly SqlSelect Select = new(TaskRow.Columns, "task", TaskRow.Fields, "id");

    private static readonly SqlSelect SelectGroups = new(
        GroupColumns,
        "task_group",
        new SqlFieldMap(new Dictionary<string, SqlField> { ["pulp_id"] = new("uuid", SqlFieldType.Id) }),
        "id");

    private readonly SqlSession session;

    public TaskStore(SqlSession session) => this.session = session;

    public async ValueTask InsertAsync(PulpTask task) => await session.ExecuteAsync(
        $"INSERT INTO task ({TaskRow.Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
        TaskRow.Values(task)).ConfigureAwait(false);

    public async ValueTask<bool> UpdateAsync(PulpTask task) => await session.ExecuteAsync(
        $"UPDATE task SET ({TaskRow.Columns}) = (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20) "
        + $"WHERE uuid = ?1 AND NOT ({TaskRow.Ended})",
        TaskRow.Values(task)).ConfigureAwait(false) > 0;

    public ValueTask<PulpTask?> GetAsync(Guid id) => session.FirstAsync($"SELECT {TaskRow.Columns} FROM task WHERE uuid = ?1", TaskRow.Read, id);

    public async ValueTask<IReadOnlyList<PulpTask>> UnfinishedAsync() => await session.ListAsync(
        $"SELECT {TaskRow.Columns} FROM task WHERE state IN ('waiting', 'running', 'canceling') ORDER BY id", TaskRow.Read).ConfigureAwait(false);

    public ValueTask<Page<PulpTask>> QueryAsync(Guid domainId, Query query)
    {
        var where = new SqlBuilder(session.Dialect);
        where.And($"domain = {where.Parameter(domainId)}");
        return Select.PageAsync(session, query, TaskRow.Read, where);
    }

    public async ValueTask<int> DeleteAsync(Condition where, int limit)
    {
        session.RequireWrite();
        var builder = new SqlBuilder(session.Dialect);
        builder.And(TaskRow.Ended).And(new ConditionSql(builder, TaskRow.Fields).Translate(where));
        var sql = $"DELETE FROM task WHERE id IN (SELECT id FROM task WHERE {builder.Where} ORDER BY id LIMIT {builder.Parameter(limit)})";
        return (int)await session.ExecuteAsync(sql, builder.Values).ConfigureAwait(false);
    }

    public async ValueTask SaveGroupAsync(TaskGroup group) => await session.ExecuteAsync(
        $"INSERT INTO task_group ({GroupColumns}) VALUES (?1, ?2, ?3, ?4) "
        + "ON CONFLICT (uuid) DO UPDATE SET description = excluded.description, all_dispatched = excluded.all_dispatched",
        group.Id,
        group.Description,
        group.AllTasksDispatched,
        group.Created).ConfigureAwait(false);

    public ValueTask<TaskGroup?> GetGroupAsync(Guid id) => session.FirstAsync($"SELECT {GroupColumns} FROM task_group WHERE uuid = ?1", ReadGroup, id);

    public ValueTask<Page<TaskGroup>> QueryGroupsAsync(Query query) => SelectGroups.PageAsync(session, query, ReadGroup);

    private static TaskGroup ReadGroup(SqlStatement row) => new(row.GetGuid(0), row.GetString(1), row.GetBoolean(2), row.GetTime(3));
}
