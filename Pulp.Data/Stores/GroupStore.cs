using Pulp.Access;
using Pulp.Data.Sql;
using Pulp.Queries;
using Pulp.Stores;

namespace Pulp.Data.Stores;

internal sealed class GroupStore : IGroupStore
{
    private static readonly SqlSelect Select = new(
        "id, name",
        "app_group",
        new SqlFieldMap(new Dictionary<string, SqlField>
        {
            ["id"] = new("id", SqlFieldType.Integer),
            ["name"] = new("name"),
        }),
        "id");

    private readonly SqlSession session;

    public GroupStore(SqlSession session) => this.session = session;

    public ValueTask<Group?> GetAsync(long id) => session.FirstAsync("SELECT id, name FROM app_group WHERE id = ?1", Read, id);

    public ValueTask<Group?> FindAsync(string name) => session.FirstAsync("SELECT id, name FROM app_group WHERE name = ?1", Read, name);

    public ValueTask<Group?> SaveAsync(Group group) => group.Id == 0
        ? session.FirstAsync("INSERT INTO app_group (name) VALUES (?1) ON CONFLICT (name) DO NOTHING RETURNING id, name", Read, group.Name)
        : session.FirstAsync(
            "UPDATE app_group SET name = ?2 WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM app_group o WHERE o.name = ?2 AND o.id <> ?1) RETURNING id, name",
            Read,
            group.Id,
            group.Name);

    public ValueTask<bool> DeleteAsync(long id) => session.ChangeAccessAsync("DELETE FROM app_group WHERE id = ?1", id);

    public ValueTask<Page<Group>> QueryAsync(Query query) => Select.PageAsync(session, query, Read);

    public ValueTask<bool> SetMemberAsync(long groupId, long userId, bool isMember) => session.ChangeAccessAsync(
        isMember
            ? "INSERT INTO group_member (group_id, user_id) SELECT g.id, u.id FROM app_group g, app_user u WHERE g.id = ?1 AND u.id = ?2 ON CONFLICT DO NOTHING"
            : "DELETE FROM group_member WHERE group_id = ?1 AND user_id = ?2",
        groupId,
        userId);

    public async ValueTask<IReadOnlyList<User>> MembersAsync(long groupId) => await session.ListAsync(
        $"SELECT {UserStore.Columns} FROM app_user u JOIN group_member m ON m.user_id = u.id WHERE m.group_id = ?1 ORDER BY u.username",
        UserStore.Read,
        groupId).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<Group>> OfUserAsync(long userId) => await session.ListAsync(
        "SELECT g.id, g.name FROM app_group g JOIN group_member m ON m.group_id = g.id WHERE m.user_id = ?1 ORDER BY g.name",
        Read,
        userId).ConfigureAwait(false);

    private static Group Read(SqlStatement row) => new(row.GetInt64(0), row.GetString(1));
}
