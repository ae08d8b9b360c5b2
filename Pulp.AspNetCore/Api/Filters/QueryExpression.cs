using System.Text;
using Pulp.Queries;

namespace Pulp.AspNetCore.Api.Filters;

/// <summary>
/// Reads the expression of the filter <c>q</c>: the list's other filters joined by <c>NOT</c>, <c>AND</c>, <c>OR</c> and brackets.
/// </summary>
/// <remarks>
/// <code>
/// or      = and { "OR" and }
/// and     = not { "AND" not }
/// not     = "NOT" not | "(" or ")" | filter
/// filter  = name "=" ( word | quoted )
/// </code>
/// A filter and each operator count one; more than eight are refused, because each costs the database work.
/// </remarks>
internal sealed class QueryExpression
{
    private const string Name = "q";
    private const int MaximumComplexity = 8;
    private const int MaximumLength = 10_000;
    private readonly string text;
    private readonly FilterSet filters;
    private readonly FilterScope scope;
    private int position;
    private int complexity;
    private int brackets;

    private QueryExpression(string text, FilterSet filters, FilterScope scope)
    {
        this.text = text;
        this.filters = filters;
        this.scope = scope;
    }

    public static async ValueTask<Condition> ParseAsync(string text, FilterSet filters, FilterScope scope)
    {
        if (text.Length > MaximumLength)
            throw RequestRefusedException.Invalid(Name, $"An expression has at most {MaximumLength} characters.");
        var expression = new QueryExpression(text, filters, scope);
        var condition = await expression.OrAsync().ConfigureAwait(false);
        expression.SkipSpaces();
        return expression.position == text.Length ? condition : throw expression.Refuse();
    }

    private async ValueTask<Condition> OrAsync()
    {
        var parts = new List<Condition> { await AndAsync().ConfigureAwait(false) };
        while (TakeWord("OR"))
            parts.Add(await AndAsync().ConfigureAwait(false));
        return parts.Count == 1 ? parts[0] : Counted(new Condition.Any(parts));
    }

    private async ValueTask<Condition> AndAsync()
    {
        var parts = new List<Condition> { await NotAsync().ConfigureAwait(false) };
        while (TakeWord("AND"))
            parts.Add(await NotAsync().ConfigureAwait(false));
        return parts.Count == 1 ? parts[0] : Counted(new Condition.All(parts));
    }

    private async ValueTask<Condition> NotAsync()
    {
        if (TakeWord("NOT"))
        {
            Count();
            return new Condition.Not(await NotAsync().ConfigureAwait(false));
        }

        if (!Take('('))
            return Counted(await FilterAsync().ConfigureAwait(false));

        // Brackets cost nothing in the database but depth here.
        if (++brackets > MaximumComplexity * 4)
            throw TooComplex();
        var inner = await OrAsync().ConfigureAwait(false);
        return Take(')') ? inner : throw Refuse();
    }

    private ValueTask<Condition> FilterAsync()
    {
        SkipSpaces();
        var start = position;
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '_'))
            position++;
        var name = text[start..position];
        if (name.Length == 0 || !Take('='))
            throw Refuse();
        if (!filters.TryGet(name, out var filter))
            throw RequestRefusedException.Invalid(Name, $"Filter '{name}' does not exist.");
        SkipSpaces();
        var value = position < text.Length && text[position] is '"' or '\'' ? Quoted() : Word();
        return filter.ToCondition(value, scope);
    }

    private string Word()
    {
        var start = position;
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] is '.' or ',' or '_' or '*' or '-' or (>= '\u00C0' and <= '\u00FF')))
            position++;
        return position > start ? text[start..position] : throw Refuse();
    }

    private string Quoted()
    {
        var quote = text[position++];
        var value = new StringBuilder();
        for (; position < text.Length; position++)
        {
            if (text[position] == quote)
            {
                position++;
                return value.ToString();
            }

            if (text[position] == '\\' && position + 1 < text.Length)
                position++;
            value.Append(text[position]);
        }

        throw Refuse();
    }

    private Condition Counted(Condition condition)
    {
        Count();
        return condition;
    }

    private void Count()
    {
        if (++complexity > MaximumComplexity)
            throw TooComplex();
    }

    private bool TakeWord(string word)
    {
        SkipSpaces();
        var end = position + word.Length;
        if (!text.AsSpan(position).StartsWith(word, StringComparison.Ordinal) || (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '=')))
            return false;
        position = end;
        return true;
    }

    private bool Take(char c)
    {
        SkipSpaces();
        if (position >= text.Length || text[position] != c)
            return false;
        position++;
        return true;
    }

    private void SkipSpaces()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
            position++;
    }

    private RequestRefusedException Refuse() => RequestRefusedException.Invalid(
        Name, position >= text.Length ? "Syntax error in expression: it ends too early." : $"Syntax error in expression at position {position + 1}.");

    private static RequestRefusedException TooComplex() => RequestRefusedException.Invalid(Name, $"The expression exceeds the complexity of {MaximumComplexity}.");
}
