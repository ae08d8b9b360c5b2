using System.Text.Json;
using Pulp.Access;
using Pulp.Data.Sql;
using Pulp.Documents;
using Pulp.Stores;

namespace Pulp.Data.Stores;

internal sealed class TokenStore : ITokenStore
{
    private const string Columns = "uuid, user_id, name, hash, scopes, objects, created, expires, last_used";

    private readonly SqlSession session;

    public TokenStore(SqlSession session) => this.session = session;

    public ValueTask<ApiToken?> FindAsync(byte[] hash) => session.FirstAsync($"SELECT {Columns} FROM api_token WHERE hash = ?1", Read, hash);

    public ValueTask<ApiToken?> GetAsync(Guid id) => session.FirstAsync($"SELECT {Columns} FROM api_token WHERE uuid = ?1", Read, id);

    public async ValueTask<IReadOnlyList<ApiToken>> OfUserAsync(long? userId) => await session.ListAsync(
        $"SELECT {Columns} FROM api_token WHERE user_id = coalesce(?1, user_id) ORDER BY id DESC", Read, userId).ConfigureAwait(false);

    public async ValueTask SaveAsync(ApiToken token) => await session.ExecuteAsync(
        $"INSERT INTO api_token ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
        + "ON CONFLICT (uuid) DO UPDATE SET name = excluded.name, hash = excluded.hash, scopes = excluded.scopes, objects = excluded.objects, "
        + "expires = excluded.expires, last_used = excluded.last_used",
        token.Id,
        token.UserId,
        token.Name,
        token.Hash,
        Json(token.Scopes),
        Json(token.Objects),
        token.Created,
        token.Expires,
        token.LastUsed).ConfigureAwait(false);

    public async ValueTask<bool> DeleteAsync(Guid id) =>
        await session.ExecuteAsync("DELETE FROM api_token WHERE uuid = ?1", id).ConfigureAwait(false) > 0;

    private static ApiToken Read(SqlStatement row) => new()
    {
        Id = row.GetGuid(0),
        UserId = row.GetInt64(1),
        Name = row.GetString(2),
        Hash = row.GetBytes(3),
        Scopes = Texts(row.GetSpan(4)),
        Objects = Texts(row.GetSpan(5)),
        Created = row.GetTime(6),
        Expires = row.GetTimeOrNull(7),
        LastUsed = row.GetTimeOrNull(8),
    };

    private static SqlValue Json(IReadOnlyList<string> texts) => SqlValue.Utf8(JsonSerializer.SerializeToUtf8Bytes(texts, DocumentJson.Options));

    private static List<string> Texts(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<List<string>>(json, DocumentJson.Options)!;
}
