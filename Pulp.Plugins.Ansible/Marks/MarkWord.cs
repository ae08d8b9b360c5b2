using System.Text.RegularExpressions;

namespace Pulp.Plugins.Ansible.Marks;

/// <summary>
/// Says which words a mark may be.
/// </summary>
internal static partial class MarkWord
{
    public const int MaximumLength = 100;

    public const string Rule = "A mark is one word of letters, digits, hyphens and underscores.";

    public static bool IsValid(string text) => text.Length <= MaximumLength && Word().IsMatch(text);

    [GeneratedRegex(@"\A[A-Za-z0-9_-]+\z", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
