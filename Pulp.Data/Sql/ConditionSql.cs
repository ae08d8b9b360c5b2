using Pulp.Queries;

namespace Pulp.Data.Sql;

/// <summary>
/// Translates a condition into SQL: names come from the field map, values become parameters.
/// </summary>
internal sealed class ConditionSql
{
    // SQLite's parser holds 100 symbols at once, of which each level takes four or five.
    private const int MaximumDepth = 15;

    // SQLite allows expressions 1,000 deep, and a list of conditions is as deep as it is long.
    private const int MaximumParts = 500;
    private readonly SqlBuilder builder;
    private readonly SqlFieldMap fields;
    private int parts;

    public ConditionSql(SqlBuilder builder, SqlFieldMap fields)
    {
        this.builder = builder;
        this.fields = fields;
    }

    private SqlDialect Dialect => builder.Dialect;

    /// <summary>Translates a condition.</summary>
    /// <param name="condition">The condition.</param>
    /// <returns>A boolean SQL expression, in parentheses where needed.</returns>
    /// <exception cref="ArgumentException">A field is unknown, a value does not fit its field, or the condition is too large.</exception>
    public string Translate(Condition condition) => Translate(condition, 0);

    private string Translate(Condition condition, int depth)
    {
        if (depth > MaximumDepth || ++parts > MaximumParts)
            throw new ArgumentException($"The condition is too large: at most {MaximumParts} parts, nested {MaximumDepth} deep.");
        return condition switch
        {
            Condition.All { Parts.Count: 0 } => "TRUE",
            Condition.Any { Parts.Count: 0 } => "FALSE",
            Condition.All all => $"({string.Join(" AND ", all.Parts.Select(part => Translate(part, depth + 1)))})",
            Condition.Any any => $"({string.Join(" OR ", any.Parts.Select(part => Translate(part, depth + 1)))})",

            // A comparison with null is neither true nor false in SQL; here it is false, and its opposite true.
            Condition.Not not => $"NOT coalesce({Translate(not.Part, depth + 1)}, FALSE)",
            Condition.Compare compare => Compare(compare),
            Condition.Label label => Label(label),
            _ => throw new ArgumentException($"A condition of the type {condition.GetType().Name} is not known."),
        };
    }

    private string Compare(Condition.Compare compare)
    {
        var (name, comparison, value) = compare;
        var field = fields[name];
        if (field.Custom is { } custom)
            return custom(builder, comparison, value) ?? throw DoesNotApply(compare);
        if (field.Type == SqlFieldType.TextList && comparison is not Comparison.HasMember and not Comparison.IsNull)
            throw DoesNotApply(compare);
        return comparison switch
        {
            Comparison.IsNull => $"{field.Expression} IS {(value is true ? "" : value is false ? "NOT " : throw DoesNotApply(compare))}NULL",
            Comparison.Equal when value is null => $"{field.Expression} IS NULL",
            Comparison.NotEqual when value is null => $"{field.Expression} IS NOT NULL",
            Comparison.Equal => $"{field.Expression} = {Parameter(compare, field)}",
            Comparison.NotEqual => Dialect.DiffersFrom(field.Expression, Parameter(compare, field)),
            Comparison.Less => $"{field.Expression} < {Parameter(compare, field)}",
            Comparison.LessOrEqual => $"{field.Expression} <= {Parameter(compare, field)}",
            Comparison.Greater => $"{field.Expression} > {Parameter(compare, field)}",
            Comparison.GreaterOrEqual => $"{field.Expression} >= {Parameter(compare, field)}",
            Comparison.In => In(compare, field),
            Comparison.HasMember => HasMember(compare, field),
            _ => CompareText(compare, field),
        };
    }

    private string CompareText(Condition.Compare compare, SqlField field)
    {
        if (field.Type is not SqlFieldType.Text and not SqlFieldType.JsonId || compare.Value is not string text)
            throw DoesNotApply(compare);
        var plain = field.Expression;
        var upper = Dialect.Upper(plain);
        return compare.Operator switch
        {
            Comparison.EqualIgnoreCase => $"{upper} = {builder.Parameter(text.ToUpperInvariant())}",
            Comparison.Contains => Dialect.Contains(plain, builder.Parameter(text)),
            Comparison.ContainsIgnoreCase => Dialect.Contains(upper, builder.Parameter(text.ToUpperInvariant())),
            Comparison.StartsWith => Dialect.StartsWith(plain, builder.Parameter(text)),
            Comparison.StartsWithIgnoreCase => Dialect.StartsWith(upper, builder.Parameter(text.ToUpperInvariant())),
            Comparison.Matches => Matches(compare.Field, plain, text, ignoreCase: false),
            Comparison.MatchesIgnoreCase => Matches(compare.Field, plain, text, ignoreCase: true),
            _ => throw DoesNotApply(compare),
        };
    }

    private string Matches(string name, string expression, string pattern, bool ignoreCase)
    {
        try
        {
            _ = SqlRegexCache.Create(pattern, ignoreCase);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException($"The field '{name}' cannot be matched: {exception.Message}", exception);
        }

        return Dialect.Matches(expression, builder.Parameter(pattern), ignoreCase);
    }

    private string In(Condition.Compare compare, SqlField field)
    {
        var (list, kind) = SqlFieldValues.ConvertList(compare.Field, field.Type, compare.Value);
        return Dialect.In(field.Expression, builder.Parameter(list), kind);
    }

    private string HasMember(Condition.Compare compare, SqlField field)
    {
        if (field.Type != SqlFieldType.TextList || compare.Value is null)
            throw DoesNotApply(compare);
        var parameter = Parameter(compare, field);
        return field.HasMember?.Invoke(Dialect, parameter) ?? Dialect.JsonHas(field.Expression, parameter);
    }

    private string Label(Condition.Label label)
    {
        if (fields.Labels is not { } labels)
            throw new ArgumentException("These rows have no labels to filter by.");
        var key = builder.Parameter(label.Key);
        var test = label.Operator switch
        {
            Comparison.IsNull => "",
            Comparison.Equal or Comparison.NotEqual when label.Value is null => " AND value IS NULL",
            Comparison.Equal or Comparison.NotEqual => $" AND value = {builder.Parameter(label.Value)}",
            Comparison.ContainsIgnoreCase when label.Value is { } text =>
                $" AND {Dialect.Contains(Dialect.Upper("value"), builder.Parameter(text.ToUpperInvariant()))}",
            _ => throw new ArgumentException($"The label '{label.Key}' cannot be compared by {label.Operator}."),
        };
        var exists = $"EXISTS (SELECT 1 FROM {Dialect.JsonEach(labels)} WHERE key = {key}{test})";

        // As in Pulp, "key!=value" asks for rows that have the key with another value.
        return label.Operator == Comparison.NotEqual
            ? $"(EXISTS (SELECT 1 FROM {Dialect.JsonEach(labels)} WHERE key = {key}) AND NOT {exists})"
            : exists;
    }

    private string Parameter(Condition.Compare compare, SqlField field) =>
        builder.Parameter(SqlFieldValues.Convert(compare.Field, field.Type, compare.Value));

    private static ArgumentException DoesNotApply(Condition.Compare compare) =>
        new($"The field '{compare.Field}' cannot be compared by {compare.Operator} to the value given.");
}
