namespace Pulp.Plugins;

internal static class PluginLabel
{
    // The core's own types carry this label.
    public const string Core = "core";

    // The core's guards that look at certificates carry this one, as in Pulp.
    public const string CertGuard = "certguard";

    public const string Rule = "a label is 1 to 63 lower-case letters, digits and underscores and begins with a letter";

    public static bool IsOfHost(string label) => label is Core or CertGuard;

    public static bool IsValid(string? label) =>
        label is { Length: >= 1 and <= 63 }
        && char.IsAsciiLetterLower(label[0])
        && label.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_');
}
