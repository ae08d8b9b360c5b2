using Pulp.Access;
using Pulp.Data.Sql;
using Pulp.Stores;

namespace Pulp.Data.Stores;

internal sealed class GrantStore : IGrantStore
{
    private const string SelectGrants =
        "SELECT a.uuid, a.user_id, a.group_id, r.name, a.object_id, a.object_prn, a.created FROM role_grant a JOIN role r ON r.id = a.role_id";

    private readonly SqlSession session;

    public GrantStore(SqlSession session) => this.session = session;

    public async ValueTask<Grant?> AddAsync(Grant grant)
    {
        session.RequireWrite();
        if (grant.UserId is null == grant.GroupId is null)
            throw new ArgumentException("A grant names a user or a group, and not both.", nameof(grant));
        await RequireAsync("SELECT 1 FROM app_user WHERE id = ?1", grant.UserId, "user").ConfigureAwait(false);
        await RequireAsync("SELECT 1 FROM app_group WHERE id = ?1", grant.GroupId, "group").ConfigureAwait(false);
        var role = await session.NumberAsync("SELECT id FROM role WHERE name = ?1", grant.RoleName).ConfigureAwait(false)
            ?? throw new ArgumentException($"There is no role '{grant.RoleName}'.", nameof(grant));
        var saved = grant with
        {
            Id = session.NewId(),
            Created = grant.Created == default ? session.Now() : SqlTime.Truncate(grant.Created),
        };
        var isAdded = await session.ChangeAccessAsync(
            "INSERT INTO role_grant (uuid, user_id, group_id, role_id, object_id, object_prn, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
            saved.Id,
            saved.UserId,
            saved.GroupId,
            role,
            saved.ObjectId,
            saved.ObjectPrn,
            saved.Created).ConfigureAwait(false);
        return isAdded ? saved : null;
    }

    public ValueTask<bool> RemoveAsync(Guid id) => session.ChangeAccessAsync("DELETE FROM role_grant WHERE uuid = ?1", id);

    public async ValueTask<IReadOnlyList<Grant>> OfUserAsync(long userId) => await session.ListAsync(
        $"{SelectGrants} WHERE a.user_id = ?1 OR a.group_id IN (SELECT group_id FROM group_member WHERE user_id = ?1) ORDER BY a.id",
        Read,
        userId).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<Grant>> GivenToAsync(long? userId, long? groupId) => await session.ListAsync(
        $"{SelectGrants} WHERE a.user_id = ?1 OR a.group_id = ?2 ORDER BY a.id DESC",
        Read,
        userId,
        groupId).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<Grant>> OnObjectAsync(string objectId) => await session.ListAsync(
        $"{SelectGrants} WHERE a.object_id = ?1 ORDER BY a.id",
        Read,
        objectId).ConfigureAwait(false);

    public async ValueTask RemoveObjectAsync(string objectPrn) => await session.ChangeAccessAsync(
        "DELETE FROM role_grant WHERE object_id = ?1 AND object_prn = ?2", objectPrn[(objectPrn.LastIndexOf(':') + 1)..], objectPrn).ConfigureAwait(false);

    private static Grant Read(SqlStatement row) => new(
        row.GetGuid(0),
        row.GetInt64OrNull(1),
        row.GetInt64OrNull(2),
        row.GetString(3),
        row.GetStringOrNull(4),
        row.GetStringOrNull(5),
        row.GetTime(6));

    private async ValueTask RequireAsync(string sql, long? id, string what)
    {
        if (id is not null && await session.NumberAsync(sql, id).ConfigureAwait(false) is null)
            throw new ArgumentException($"There is no {what} {id}.", nameof(id));
    }
}
