using System.Text.Json;
using Pulp.Data.Sql;
using Pulp.Documents;
using Pulp.Queries;
using Pulp.Stores;
using Pulp.Uploads;

namespace Pulp.Data.Stores;

internal sealed class UploadStore : IUploadStore
{
    private const string Columns = "uuid, domain, size, created_by, created, updated, chunks";

    private static readonly SqlSelect Select = new(
        Columns,
        "upload",
        new SqlFieldMap(new Dictionary<string, SqlField>
        {
            ["size"] = new("size", SqlFieldType.Integer),
            ["created_by"] = new("created_by", SqlFieldType.Integer) { IsNullable = true },
            ["pulp_id"] = new("uuid", SqlFieldType.Id),
            ["pulp_created"] = new("created", SqlFieldType.Time),
            ["pulp_last_updated"] = new("updated", SqlFieldType.Time),
        }),
        "id");

    private readonly SqlSession session;

    public UploadStore(SqlSession session) => this.session = session;

    public async ValueTask SaveAsync(Upload upload) => await session.ExecuteAsync(
        $"INSERT INTO upload ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
        + "ON CONFLICT (uuid) DO UPDATE SET size = excluded.size, updated = excluded.updated, chunks = excluded.chunks",
        upload.Id,
        upload.DomainId,
        upload.Size,
        upload.CreatedBy,
        upload.Created,
        upload.LastUpdated,
        SqlValue.Utf8(JsonSerializer.SerializeToUtf8Bytes(upload.Chunks, DocumentJson.Options))).ConfigureAwait(false);

    public ValueTask<Upload?> GetAsync(Guid id) => session.FirstAsync($"SELECT {Columns} FROM upload WHERE uuid = ?1", Read, id);

    public ValueTask<Page<Upload>> QueryAsync(Guid domainId, Query query)
    {
        var where = new SqlBuilder(session.Dialect);
        where.And($"domain = {where.Parameter(domainId)}");
        return Select.PageAsync(session, query, Read, where);
    }

    public async ValueTask<bool> DeleteAsync(Guid id) =>
        await session.ExecuteAsync("DELETE FROM upload WHERE uuid = ?1", id).ConfigureAwait(false) > 0;

    private static Upload Read(SqlStatement row) => new()
    {
        Id = row.GetGuid(0),
        DomainId = row.GetGuid(1),
        Size = row.GetInt64(2),
        CreatedBy = row.GetInt64OrNull(3),
        Created = row.GetTime(4),
        LastUpdated = row.GetTime(5),
        Chunks = JsonSerializer.Deserialize<List<UploadChunk>>(row.GetSpan(6), DocumentJson.Options)!,
    };
}
