using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Pulp.Distributions.Guards;

/// <summary>
/// Represents a path into JSON in the notation of jq: <c>.</c>, <c>.identity.org_id</c>, <c>."a-b"[0]</c>, <c>.["a b"]</c>.
/// </summary>
internal sealed partial class JqPath
{
    private readonly IReadOnlyList<(string? Name, int Index)> steps;

    private JqPath(IReadOnlyList<(string? Name, int Index)> steps) => this.steps = steps;

    public static bool TryParse(string text, [NotNullWhen(true)] out JqPath? path)
    {
        path = null;
        var (rest, read) = (text.Trim(), new List<(string?, int)>());
        if (rest == ".")
            rest = "";
        else if (!rest.StartsWith('.'))
            return false;
        while (rest.Length > 0)
        {
            if (Step().Match(rest) is not { Success: true } step)
                return false;
            if (!step.Groups["index"].Success)
                read.Add((step.Groups["name"].Value, 0));
            else if (int.TryParse(step.Groups["index"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                read.Add((null, index));
            else
                return false;
            rest = rest[step.Length..];
        }

        path = new JqPath(read);
        return true;
    }

    /// <summary>Finds the value at the path; null when there is none.</summary>
    public JsonElement? Find(JsonElement root)
    {
        var found = root;
        foreach (var (name, index) in steps)
        {
            if (name is not null)
            {
                if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
                    return null;
            }
            else if (found.ValueKind == JsonValueKind.Array && index < found.GetArrayLength())
            {
                found = found[index];
            }
            else
            {
                return null;
            }
        }

        return found;
    }

    // Names in quotes have neither quotes nor backslashes within, so that nothing needs unescaping.
    [GeneratedRegex("""\A(?:\.(?<name>[A-Za-z_][A-Za-z0-9_]*)|\."(?<name>[^"\\]*)"|\.?\["(?<name>[^"\\]*)"\]|\.?\[(?<index>[0-9]+)\])""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Step();
}
