namespace Pulp.AspNetCore.Api.Labels;

/// <summary>
/// Holds what keys and values of labels may be.
/// </summary>
internal static class LabelRules
{
    private const int MaximumKeyLength = 255;

    public static bool IsKeyCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ' ';

    /// <summary>Gets what is wrong with a label, or null.</summary>
    public static string? Check(string key, string? value)
    {
        if (key.Length > MaximumKeyLength)
            return $"Key '{Shorten(key)}' is too long. A key has at most {MaximumKeyLength} characters.";
        if (key.Length == 0 || !key.All(IsKeyCharacter) || key.Trim().Length != key.Length)
            return $"Key '{Shorten(key)}' contains non-alphanumerics. A key has letters, digits, underscore, hyphen, dot and inner spaces.";
        return value is not null && value.Any(c => c is '(' or ')' || char.IsControl(c))
            ? $"Key '{key}' contains value with parentheses or control characters."
            : null;
    }

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
