using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Pulp.Plugins.Loading;

// Two to four numbers, and a pre-release that is ordered as SemVer 2.0.0 section 11 says; build metadata does not count.
internal sealed class PluginVersion
{
    private readonly string text;
    private readonly Version numbers;
    private readonly string[] preRelease;

    private PluginVersion(string text, Version numbers, string[] preRelease) =>
        (this.text, this.numbers, this.preRelease) = (text, numbers, preRelease);

    public static IComparer<PluginVersion> Order { get; } = Comparer<PluginVersion>.Create(Compare);

    public static bool TryParse(string text, [NotNullWhen(true)] out PluginVersion? version)
    {
        version = null;
        var release = text.Split('+')[0];
        var dash = release.IndexOf('-', StringComparison.Ordinal);
        var core = dash < 0 ? release : release[..dash];
        string[] labels = dash < 0 ? [] : release[(dash + 1)..].Split('.');
        if (text.Length > 128
            || core.Any(character => character is not ('.' or (>= '0' and <= '9')))
            || !Version.TryParse(core, out var numbers)
            || labels.Any(part => part.Length == 0 || !part.All(character => char.IsAsciiLetterOrDigit(character) || character == '-')))
        {
            return false;
        }

        version = new PluginVersion(text, new Version(numbers.Major, numbers.Minor, Math.Max(numbers.Build, 0), Math.Max(numbers.Revision, 0)), labels);
        return true;
    }

    public override string ToString() => text;

    private static int Compare(PluginVersion left, PluginVersion right)
    {
        var order = left.numbers.CompareTo(right.numbers);
        if (order != 0)
            return order;

        // A version without a pre-release stands above every pre-release of it.
        if (left.preRelease.Length == 0 || right.preRelease.Length == 0)
            return right.preRelease.Length.CompareTo(left.preRelease.Length);
        for (var i = 0; i < Math.Min(left.preRelease.Length, right.preRelease.Length); i++)
        {
            order = ComparePart(left.preRelease[i], right.preRelease[i]);
            if (order != 0)
                return order;
        }

        return left.preRelease.Length.CompareTo(right.preRelease.Length);
    }

    private static int ComparePart(string left, string right)
    {
        var leftIsNumber = TryNumber(left, out var leftNumber);
        var rightIsNumber = TryNumber(right, out var rightNumber);
        return (leftIsNumber, rightIsNumber) switch
        {
            (true, true) => leftNumber.CompareTo(rightNumber),
            (true, false) => -1,
            (false, true) => 1,
            _ => string.CompareOrdinal(left, right),
        };
    }

    private static bool TryNumber(string text, out UInt128 number) => UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
