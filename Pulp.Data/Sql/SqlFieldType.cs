namespace Pulp.Data.Sql;

/// <summary>
/// How the database keeps a field, and so what values it compares to.
/// </summary>
internal enum SqlFieldType
{
    Text,
    Integer,
    Number,
    Boolean,

    /// <summary>Microseconds in a column.</summary>
    Time,

    /// <summary>Sixteen bytes in a column.</summary>
    Id,

    Bytes,

    /// <summary>A time as text inside a JSON document.</summary>
    JsonTime,

    /// <summary>An identifier as text inside a JSON document.</summary>
    JsonId,

    /// <summary>A JSON list of texts; only <see cref="Queries.Comparison.HasMember"/> and <see cref="Queries.Comparison.IsNull"/> apply.</summary>
    TextList,
}
