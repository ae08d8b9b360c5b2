using Pulp.Queries;

namespace Pulp.Data.Sql;

/// <summary>
/// A field by which rows may be filtered and ordered.
/// </summary>
/// <param name="Expression">The SQL expression of its value.</param>
/// <param name="Type">How the value is kept.</param>
internal sealed record SqlField(string Expression, SqlFieldType Type = SqlFieldType.Text)
{
    /// <summary>Gets whether the value may be null, which orders differently.</summary>
    public bool IsNullable { get; init; }

    /// <summary>Gets how a list is searched, given the parameter's name; by default the expression is a JSON list.</summary>
    public Func<SqlDialect, string, string>? HasMember { get; init; }

    /// <summary>Gets the whole translation, for fields that are no plain value; null from it means that the comparison does not apply.</summary>
    public Func<SqlBuilder, Comparison, object?, string?>? Custom { get; init; }

    /// <summary>Gets whether rows can be ordered by the expression.</summary>
    public bool IsOrdered { get; init; } = true;

    /// <summary>A field that is a condition of its own, such as "contains one of these units".</summary>
    public static SqlField Of(Func<SqlBuilder, Comparison, object?, string?> custom) => new("NULL") { Custom = custom, IsOrdered = false };
}
