using System.Globalization;
using System.Text.RegularExpressions;

namespace Pulp.Plugins.Ansible.Naming;

/// <summary>
/// Orders the versions of a role. They are any text, usually tags: numbers with dots, often with a <c>v</c> before them.
/// </summary>
/// <remarks>Numbers count as numbers, a suffix makes a version older than the same without one, and what begins with no number is older than all that do.</remarks>
internal sealed partial class RoleVersionOrder : IComparer<string>
{
    public static RoleVersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = (Numbers().Match(x ?? ""), Numbers().Match(y ?? ""));
        if (left.Success != right.Success)
            return left.Success ? 1 : -1;
        if (!left.Success)
            return string.CompareOrdinal(x, y);
        var (some, others) = (NumbersOf(left), NumbersOf(right));
        for (var index = 0; index < Math.Max(some.Length, others.Length); index++)
        {
            if (some.ElementAtOrDefault(index).CompareTo(others.ElementAtOrDefault(index)) is not 0 and var difference)
                return difference;
        }

        var (suffix, other) = (left.Groups["suffix"].Value, right.Groups["suffix"].Value);
        if ((suffix.Length == 0) != (other.Length == 0))
            return suffix.Length == 0 ? 1 : -1;
        return string.CompareOrdinal(suffix, other) is not 0 and var byText ? byText : string.CompareOrdinal(x, y);
    }

    private static long[] NumbersOf(Match version) => [.. version.Groups["numbers"].Value.Split('.').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"\A[vV]?(?<numbers>[0-9]{1,18}(\.[0-9]{1,18})*)(?<suffix>.*)\z", RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Numbers();
}
