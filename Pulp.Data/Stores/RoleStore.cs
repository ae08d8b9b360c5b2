using System.Text.Json;
using Pulp.Access;
using Pulp.Data.Sql;
using Pulp.Documents;
using Pulp.Queries;
using Pulp.Stores;

namespace Pulp.Data.Stores;

internal sealed class RoleStore : IRoleStore
{
    private const string Columns = "uuid, name, description, permissions, locked, created, updated";

    private static readonly SqlSelect Select = new(
        Columns,
        "role",
        new SqlFieldMap(new Dictionary<string, SqlField>
        {
            ["pulp_id"] = new("uuid", SqlFieldType.Id),
            ["pulp_created"] = new("created", SqlFieldType.Time),
            ["pulp_last_updated"] = new("updated", SqlFieldType.Time),
            ["name"] = new("name"),
            ["description"] = new("description") { IsNullable = true },
            ["locked"] = new("locked", SqlFieldType.Boolean),
            ["permissions"] = new("permissions", SqlFieldType.TextList),
        }),
        "id");

    private readonly SqlSession session;

    public RoleStore(SqlSession session) => this.session = session;

    public ValueTask<Role?> GetAsync(Guid id) => session.FirstAsync($"SELECT {Columns} FROM role WHERE uuid = ?1", Read, id);

    public ValueTask<Role?> FindAsync(string name) => session.FirstAsync($"SELECT {Columns} FROM role WHERE name = ?1", Read, name);

    public ValueTask<Role?> SaveAsync(Role role)
    {
        SqlValue permissions = SqlValue.Utf8(JsonSerializer.SerializeToUtf8Bytes(role.Permissions, DocumentJson.Options));
        return role.Id == Guid.Empty
            ? session.ChangeAccessAsync(
                $"INSERT INTO role ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6) ON CONFLICT (name) DO NOTHING RETURNING {Columns}",
                Read,
                session.NewId(),
                role.Name,
                role.Description,
                permissions,
                role.Locked,
                session.Now())
            : session.ChangeAccessAsync(
                "UPDATE role SET name = ?2, description = ?3, permissions = ?4, locked = ?5, updated = ?6 "
                + $"WHERE uuid = ?1 AND NOT EXISTS (SELECT 1 FROM role o WHERE o.name = ?2 AND o.uuid <> ?1) RETURNING {Columns}",
                Read,
                role.Id,
                role.Name,
                role.Description,
                permissions,
                role.Locked,
                session.Now());
    }

    public ValueTask<bool> DeleteAsync(Guid id) => session.ChangeAccessAsync("DELETE FROM role WHERE uuid = ?1", id);

    public ValueTask<Page<Role>> QueryAsync(Query query) => Select.PageAsync(session, query, Read);

    private static Role Read(SqlStatement row) => new()
    {
        Id = row.GetGuid(0),
        Name = row.GetString(1),
        Description = row.GetStringOrNull(2),
        Permissions = JsonSerializer.Deserialize<List<string>>(row.GetSpan(3), DocumentJson.Options)!,
        Locked = row.GetBoolean(4),
        Created = row.GetTime(5),
        LastUpdated = row.GetTime(6),
    };
}
