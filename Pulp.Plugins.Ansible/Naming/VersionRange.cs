using System.Diagnostics.CodeAnalysis;

namespace Pulp.Plugins.Ansible.Naming;

/// <summary>
/// Represents a requirement on a collection's version as ansible-galaxy writes it: comparisons with commas between them that must all
/// hold, for example <c>&gt;=1.0.0,&lt;2.0.0</c>, a version alone, or <c>*</c>. Versions may lack their last numbers, which are 0 then.
/// </summary>
public sealed class VersionRange
{
    private const int MaximumLength = 1024;
    private static readonly string[] Operators = [">=", "<=", "==", "!=", ">", "<", "="];
    private readonly IReadOnlyList<(string Operator, SemanticVersion Version)> comparisons;

    private VersionRange(string text, IReadOnlyList<(string Operator, SemanticVersion Version)> comparisons)
    {
        Text = text;
        this.comparisons = comparisons;
    }

    /// <summary>Gets the range that every version is in.</summary>
    public static VersionRange Any { get; } = new("*", []);

    /// <summary>Gets the range as it was written.</summary>
    public string Text { get; }

    /// <summary>Gets the only version in the range, or null when there may be others.</summary>
    public SemanticVersion? Exact => comparisons.FirstOrDefault(static part => part.Operator is "==" or "=").Version;

    /// <summary>Gets whether the range names a pre-release, so that who wrote it wants pre-releases.</summary>
    public bool NamesPreRelease => comparisons.Any(static part => part.Version.IsPreRelease);

    /// <summary>Reads a range.</summary>
    /// <param name="text">The text; empty means any version.</param>
    /// <param name="range">The range.</param>
    /// <returns>Whether the text is one.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out VersionRange? range)
    {
        range = null;
        if (text is null or { Length: > MaximumLength })
            return false;
        var parts = new List<(string, SemanticVersion)>();
        foreach (var part in text.Split(','))
        {
            var trimmed = part.Trim();
            if (trimmed is "" or "*")
                continue;
            var comparison = Operators.FirstOrDefault(candidate => trimmed.StartsWith(candidate, StringComparison.Ordinal)) ?? "";
            if (!SemanticVersion.TryParse(Complete(trimmed[comparison.Length..].Trim()), out var version))
                return false;
            parts.Add((comparison.Length == 0 ? "==" : comparison, version));
        }

        range = parts.Count == 0 ? Any : new VersionRange(text, parts);
        return true;
    }

    /// <summary>Tells whether a version is in the range.</summary>
    /// <param name="version">The version.</param>
    /// <returns>Whether every comparison holds.</returns>
    public bool Contains(SemanticVersion version) => comparisons.All(part => part.Operator switch
    {
        ">=" => version.CompareTo(part.Version) >= 0,
        "<=" => version.CompareTo(part.Version) <= 0,
        ">" => version.CompareTo(part.Version) > 0,
        "<" => version.CompareTo(part.Version) < 0,
        "!=" => version.CompareTo(part.Version) != 0,
        _ => version.CompareTo(part.Version) == 0,
    });

    /// <inheritdoc/>
    public override string ToString() => Text;

    // ansible-galaxy reads 2 and 2.0 as 2.0.0, and there are collections that rely on it.
    private static string Complete(string version) => !version.All(static c => char.IsAsciiDigit(c) || c == '.') ? version : version.AsSpan().Count('.') switch
    {
        0 => version + ".0.0",
        1 => version + ".0",
        _ => version,
    };
}
