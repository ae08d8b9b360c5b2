using System.Text.RegularExpressions;

namespace Pulp.Plugins.Ansible.Naming;

/// <summary>
/// Says what roles may be called. Galaxy names them after accounts and git repositories, which may have dots and hyphens.
/// </summary>
internal static partial class RoleName
{
    public const string NamespaceRule = "A role's namespace is at most 64 letters, digits, dots, hyphens and underscores, and begins with a letter or digit.";

    public const string NameRule = "A role's name is at most 64 letters, digits, hyphens and underscores.";

    public static bool IsNamespace(string text) => Namespace().IsMatch(text);

    public static bool IsName(string text) => Name().IsMatch(text);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
