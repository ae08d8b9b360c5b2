using System.Text.RegularExpressions;

namespace Pulp.Plugins.Ansible.Git;

/// <summary>
/// Says which names of branches, tags and commits git is asked for: none that it could take for an option or a range.
/// </summary>
internal static partial class GitReference
{
    public static bool IsValid(string text) => Reference().IsMatch(text);

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._/@+-]{0,254}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Reference();
}
