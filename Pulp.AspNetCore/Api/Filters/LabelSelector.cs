using System.Text;
using Pulp.AspNetCore.Api.Labels;
using Pulp.Queries;


namespace Pulp.AspNetCore.Api.Filters;

/// <summary>
/// Reads <c>pulp_label_select</c>: <c>key</c>, <c>!key</c>, <c>key=value</c>, <c>key!=value</c>, <c>key~value</c>, joined by commas that all must hold; a backslash takes the next character as it is.
/// </summary>
internal static class LabelSelector
{
    private const string Name = "pulp_label_select";

    public static Condition Parse(string text)
    {
        var parts = new List<Condition>();
        var position = 0;
        while (position <= text.Length)
            parts.Add(Term(text, ref position));
        return parts.Count == 1 ? parts[0] : new Condition.All(parts);
    }

    private static Condition Term(string text, ref int position)
    {
        var absent = position < text.Length && text[position] == '!';
        if (absent)
            position++;
        var start = position;
        while (position < text.Length && LabelRules.IsKeyCharacter(text[position]))
            position++;
        var key = text[start..position].Trim();
        if (key.Length == 0)
            throw Refuse(text);

        var operation = OperatorAt(text, position);
        position += operation.Length;
        if (operation.Length == 0)
        {
            if (position < text.Length && text[position] != ',')
                throw Refuse(text);
            position++;
            return Exists(key, !absent);
        }

        if (absent)
            throw Refuse(text);
        var value = Value(text, ref position);
        return operation switch
        {
            "=" => new Condition.Label(key, Comparison.Equal, value),
            "!=" => new Condition.Label(key, Comparison.NotEqual, value),
            _ => new Condition.Label(key, Comparison.ContainsIgnoreCase, value),
        };
    }

    private static Condition Exists(string key, bool exists)
    {
        var condition = new Condition.Label(key, Comparison.IsNull, "false");
        return exists ? condition : new Condition.Not(condition);
    }

    private static string OperatorAt(string text, int position) =>
        position >= text.Length ? ""
        : text[position] is '=' or '~' ? text[position].ToString()
        : text[position] == '!' && position + 1 < text.Length && text[position + 1] == '=' ? "!="
        : "";

    private static string Value(string text, ref int position)
    {
        var value = new StringBuilder();
        for (; position < text.Length && text[position] != ','; position++)
        {
            if (text[position] == '\\' && position + 1 < text.Length)
                position++;
            if (text[position] is '(' or ')')
                throw Refuse(text);
            value.Append(text[position]);
        }

        position++;
        return value.ToString().Trim();
    }

    private static RequestRefusedException Refuse(string text) =>
        RequestRefusedException.Invalid(Name, $"'{text}' is not a label selection. Write key, !key, key=value, key!=value or key~value, joined by commas.");
}
