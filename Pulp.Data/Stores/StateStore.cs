using Pulp.Data.Sql;
using Pulp.Stores;

namespace Pulp.Data.Stores;

internal sealed class StateStore : IStateStore
{
    private readonly SqlSession session;

    public StateStore(SqlSession session) => this.session = session;

    public ValueTask<byte[]?> GetAsync(Guid scope, string name) => session.FirstAsync(
        "SELECT value FROM state WHERE scope = ?1 AND name = ?2", row => row.GetBytes(0), scope, name);

    public async ValueTask<IReadOnlyList<KeyValuePair<string, byte[]>>> ListAsync(Guid scope, string prefix, string? after, int limit) => await session.ListAsync(
        "SELECT name, value FROM state WHERE scope = ?1 AND name > ?2 AND name >= ?3 AND substr(name, 1, length(?3)) = ?3 ORDER BY name LIMIT ?4",
        row => KeyValuePair.Create(row.GetString(0), row.GetBytes(1)), scope, after ?? "", prefix, limit).ConfigureAwait(false);

    public async ValueTask SetAsync(Guid scope, IReadOnlyCollection<KeyValuePair<string, byte[]?>> values)
    {
        session.RequireWrite();
        foreach (var (name, value) in values)
        {
            if (value is null)
                await session.ExecuteAsync("DELETE FROM state WHERE scope = ?1 AND name = ?2", scope, name).ConfigureAwait(false);
            else
                await session.ExecuteAsync("INSERT INTO state (scope, name, value) VALUES (?1, ?2, ?3) ON CONFLICT (scope, name) DO UPDATE SET value = excluded.value", scope, name, value).ConfigureAwait(false);
        }
    }

    public async ValueTask ClearAsync(Guid scope) =>
        await session.ExecuteAsync("DELETE FROM state WHERE scope = ?1", scope).ConfigureAwait(false);
}
