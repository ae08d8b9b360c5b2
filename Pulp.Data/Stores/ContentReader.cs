using Pulp.ContentTypes;
using Pulp.Data.Sql;

namespace Pulp.Data.Stores;

/// <summary>
/// Builds units from their rows.
/// </summary>
internal sealed class ContentReader
{
    /// <summary>The columns of a unit; the table's alias is c.</summary>
    public const string Columns = "c.id, c.uuid, c.type_id, c.schema_number, c.created, c.updated, c.labels, c.document";

    private ContentReader(Dictionary<long, ContentType> types) => Types = types;

    /// <summary>Gets the types whose plugins are loaded, by number.</summary>
    public IReadOnlyDictionary<long, ContentType> Types { get; }

    public static async ValueTask<ContentReader> OpenAsync(SqlSession session)
    {
        var types = new Dictionary<long, ContentType>();
        using var rows = session.Prepare("SELECT id, name FROM content_type");
        while (await rows.ReadAsync().ConfigureAwait(false))
        {
            if (session.Catalog.TryGetContentType(rows.GetString(1), out var type))
                types.Add(rows.GetInt64(0), type);
        }

        return new ContentReader(types);
    }

    /// <summary>Reads all units of a statement; those of plugins that are not loaded are left out.</summary>
    public async ValueTask ReadAllAsync(SqlStatement statement, List<Content> units)
    {
        while (await statement.ReadAsync().ConfigureAwait(false))
        {
            if (Types.ContainsKey(statement.GetInt64(2)))
                units.Add(Read(statement));
        }
    }

    /// <summary>Reads the unit of the present row, whose type is one of <see cref="Types"/>.</summary>
    public Content Read(SqlStatement row)
    {
        var labels = row.IsNull(6) ? null : LabelsJson.Read(row.GetSpan(6));
        var header = new ContentHeader(row.GetGuid(1), row.GetInt64(0), row.GetTime(4), row.GetTime(5), labels);
        return Types[row.GetInt64(2)].ReadDocument(row.GetSpan(7), row.GetInt32(3), header);
    }
}
