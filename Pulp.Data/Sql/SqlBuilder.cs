using System.Runtime.InteropServices;

namespace Pulp.Data.Sql;

/// <summary>
/// Collects the parameters of one statement and the conditions that must all hold.
/// </summary>
internal sealed class SqlBuilder
{
    private readonly List<SqlValue> values = [];
    private readonly List<string> conditions = [];

    public SqlBuilder(SqlDialect dialect) => Dialect = dialect;

    public SqlDialect Dialect { get; }

    /// <summary>Gets the parameters' values, in the order of their numbers.</summary>
    public ReadOnlySpan<SqlValue> Values => CollectionsMarshal.AsSpan(values);

    /// <summary>Gets the conditions joined by AND.</summary>
    public string Where => conditions.Count == 0 ? "TRUE" : string.Join(" AND ", conditions);

    /// <summary>Adds a parameter.</summary>
    /// <returns>Its name, for example <c>?3</c>.</returns>
    public string Parameter(SqlValue value)
    {
        values.Add(value);
        return $"?{values.Count}";
    }

    /// <summary>Adds a condition.</summary>
    /// <returns>This builder.</returns>
    public SqlBuilder And(string condition)
    {
        conditions.Add(condition);
        return this;
    }
}
