using Pulp.Data.Sql;

namespace Pulp.Data.Sqlite;

internal sealed class SqliteDialect : SqlDialect
{
    public override string JsonValue(string document, string field) => $"json_extract({document}, '{Path(field)}')";

    public override string JsonListHas(string document, string field, string parameter) =>
        $"EXISTS (SELECT 1 FROM json_each({document}, '{Path(field)}') WHERE value = {parameter})";

    public override string JsonHas(string list, string parameter) => $"EXISTS (SELECT 1 FROM json_each({list}) WHERE value = {parameter})";

    public override string JsonEach(string document) => $"json_each({document})";

    public override string In(string expression, string parameter, SqlListKind kind) => kind == SqlListKind.Bytes
        ? $"{expression} IN (SELECT unhex(value) FROM json_each({parameter}))"
        : $"{expression} IN (SELECT value FROM json_each({parameter}))";

    public override string DiffersFrom(string expression, string parameter) => $"{expression} IS NOT {parameter}";

    public override string Upper(string expression) => $"unicode_upper({expression})";

    public override string Contains(string expression, string parameter) => $"instr({expression}, {parameter}) > 0";

    public override string StartsWith(string expression, string parameter) =>
        $"substr({expression}, 1, length({parameter})) = {parameter}";

    public override string Matches(string expression, string parameter, bool ignoreCase) =>
        $"matches({parameter}, {expression}, {(ignoreCase ? 1 : 0)})";

    public override string Order(string expression, bool descending, bool isNullable) =>
        $"{expression}{(descending ? " DESC" : "")}{(isNullable ? descending ? " NULLS FIRST" : " NULLS LAST" : "")}";

    private static string Path(string field) => field.AsSpan().ContainsAny('\'', '"', '\\')
        ? throw new ArgumentException($"The field name '{field}' cannot stand in a query.", nameof(field))
        : $"$.\"{field}\"";
}
