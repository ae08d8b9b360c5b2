namespace Pulp.Plugins.Python.Metadata;

/// <summary>A marker's syntax tree, judged in three-valued logic.</summary>
internal abstract class MarkerNode
{
    public abstract MarkerResult Evaluate(MarkerEnvironment environment, string extra);
}

/// <summary>Alternatives (<paramref name="any"/>) or conditions that hold together.</summary>
internal sealed class MarkerGroup(bool any, IReadOnlyList<MarkerNode> nodes) : MarkerNode
{
    public override MarkerResult Evaluate(MarkerEnvironment environment, string extra)
    {
        var result = nodes[0].Evaluate(environment, extra);
        for (var i = 1; i < nodes.Count; i++)
        {
            var next = nodes[i].Evaluate(environment, extra);
            result = (next > result) == any ? next : result;
        }

        return result;
    }
}

/// <summary>One comparison of a variable and a text, or of two texts or variables.</summary>
internal sealed class MarkerComparison(MarkerOperand left, string comparison, MarkerOperand right) : MarkerNode
{
    public override MarkerResult Evaluate(MarkerEnvironment environment, string extra)
    {
        var leftValue = left.Resolve(environment, extra);
        var rightValue = right.Resolve(environment, extra);
        if (leftValue is null || rightValue is null)
        {
            return MarkerResult.Possible;
        }

        if (left.IsExtra || right.IsExtra)
        {
            leftValue = ProjectName.Normalize(leftValue);
            rightValue = ProjectName.Normalize(rightValue);
        }
        else if ((left.IsVersion || right.IsVersion) && CompareVersions(leftValue, rightValue) is { } versionResult)
        {
            return versionResult;
        }

        return CompareTexts(leftValue, rightValue);
    }

    private MarkerResult? CompareVersions(string leftValue, string rightValue)
    {
        if (!VersionSpecifier.TryParse(comparison + rightValue, out var specifier))
        {
            return null;
        }

        // Interpreters built between releases call themselves "3.13.0+".
        return PythonVersion.TryParse(leftValue.EndsWith('+') ? leftValue + "local" : leftValue, out var version)
            ? Result(specifier.Contains(version))
            : MarkerResult.False;
    }

    private MarkerResult CompareTexts(string leftValue, string rightValue) => comparison switch
    {
        "==" or "===" => Result(leftValue == rightValue),
        "!=" => Result(leftValue != rightValue),
        "in" => Result(rightValue.Contains(leftValue, StringComparison.Ordinal)),
        "not in" => Result(!rightValue.Contains(leftValue, StringComparison.Ordinal)),

        // Texts have no order ("Dependency specifiers", section Environment Markers): only equality can hold.
        "<=" or ">=" => Result(leftValue == rightValue),
        "<" or ">" => MarkerResult.False,

        // "~=" on texts is undefined: a mirror must not lose what it might need.
        _ => MarkerResult.Possible,
    };

    private static MarkerResult Result(bool holds) => holds ? MarkerResult.True : MarkerResult.False;
}

/// <summary>A quoted text or the name of a variable.</summary>
internal readonly record struct MarkerOperand(string Text, bool IsVariable)
{
    public bool IsExtra => IsVariable && Text == "extra";

    public bool IsVersion => IsVariable && Text is "python_version" or "python_full_version" or "implementation_version" or "platform_release";

    public string? Resolve(MarkerEnvironment environment, string extra) =>
        !IsVariable ? Text : IsExtra ? extra : environment[Text];
}
