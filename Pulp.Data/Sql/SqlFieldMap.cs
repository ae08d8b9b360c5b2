namespace Pulp.Data.Sql;

/// <summary>
/// The fields of one store by REST name: what callers may filter and order by.
/// </summary>
internal sealed class SqlFieldMap
{
    private readonly Dictionary<string, SqlField> fields;

    public SqlFieldMap(IEnumerable<KeyValuePair<string, SqlField>> fields, string? labels = null)
    {
        this.fields = new Dictionary<string, SqlField>(fields, StringComparer.Ordinal);
        Labels = labels;
    }

    /// <summary>Gets the expression of the labels' JSON object, or null when the rows have none.</summary>
    public string? Labels { get; }

    public SqlField this[string name] => fields.TryGetValue(name, out var field)
        ? field
        : throw new ArgumentException($"There is no field '{name}' to filter or order by; there are {string.Join(", ", fields.Keys.Order(StringComparer.Ordinal))}.");
}
