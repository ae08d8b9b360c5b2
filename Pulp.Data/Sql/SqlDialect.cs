namespace Pulp.Data.Sql;

/// <summary>
/// What databases write differently. Expressions are SQL of this library, never input; values are parameters.
/// </summary>
internal abstract class SqlDialect
{
    /// <summary>A value of a JSON object, as text, number, 0 or 1, or null.</summary>
    /// <param name="document">The expression of the document.</param>
    /// <param name="field">A field's name from a type's descriptor.</param>
    public abstract string JsonValue(string document, string field);

    /// <summary>Whether a list inside a JSON document holds a text.</summary>
    public abstract string JsonListHas(string document, string field, string parameter);

    /// <summary>Whether a JSON list holds a text.</summary>
    public abstract string JsonHas(string list, string parameter);

    /// <summary>The rows of a JSON object as a table with columns <c>key</c> and <c>value</c>.</summary>
    public abstract string JsonEach(string document);

    /// <summary>Whether an expression equals one of a list parameter.</summary>
    public abstract string In(string expression, string parameter, SqlListKind kind);

    /// <summary>Whether an expression is another value, null included.</summary>
    public abstract string DiffersFrom(string expression, string parameter);

    /// <summary>A text in upper case by Unicode's simple mapping.</summary>
    public abstract string Upper(string expression);

    public abstract string Contains(string expression, string parameter);

    public abstract string StartsWith(string expression, string parameter);

    public abstract string Matches(string expression, string parameter, bool ignoreCase);

    /// <summary>One term of ORDER BY; nulls come last, and first when descending.</summary>
    public abstract string Order(string expression, bool descending, bool isNullable);
}
