using System.Diagnostics.CodeAnalysis;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Represents the name of a Python project: as its author wrote it, and normalized (PEP 503) for comparison and URLs.
/// </summary>
/// <remarks>
/// A valid name (PEP 508, "Names") has ASCII letters, digits, <c>.</c>, <c>-</c> and <c>_</c>, and starts and ends with a letter or digit.
/// Two names are equal when their normalized forms are.
/// </remarks>
public sealed class ProjectName : IEquatable<ProjectName>
{
    /// <summary>The longest accepted name in characters: a longer one could not be part of a file name.</summary>
    public const int MaxLength = 255;

    private ProjectName(string value)
    {
        Value = value;
        Normalized = Normalize(value);
    }

    /// <summary>Gets the name as it was written.</summary>
    public string Value { get; }

    /// <summary>Gets the normalized name: lower case, each run of <c>.</c>, <c>-</c> and <c>_</c> one <c>-</c>.</summary>
    public string Normalized { get; }

    /// <summary>Parses a name.</summary>
    /// <param name="text">The name; white space around it is not removed.</param>
    /// <exception cref="PackageFormatException">The text is not a valid name.</exception>
    public static ProjectName Parse(string text) =>
        TryParse(text, out var name)
            ? name
            : throw new PackageFormatException("Name", text, "a project name has 1 to 255 ASCII letters, digits, '.', '-' and '_', and starts and ends with a letter or digit");

    /// <summary>Parses a name, or tells that it is not one.</summary>
    /// <param name="text">The name; white space around it is not removed.</param>
    /// <param name="name">The parsed name.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ProjectName? name)
    {
        name = text is not null && IsValid(text) ? new ProjectName(text) : null;
        return name is not null;
    }

    /// <summary>Tells whether a text is a valid name (PEP 508).</summary>
    /// <param name="text">The text to judge.</param>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > MaxLength || !char.IsAsciiLetterOrDigit(text[0]) || !char.IsAsciiLetterOrDigit(text[^1]))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !IsSeparator(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Normalizes a name (PEP 503) without judging it.</summary>
    /// <param name="text">A name in any spelling.</param>
    /// <returns>The normalized name; the same instance when <paramref name="text"/> is normalized already.</returns>
    public static string Normalize(string text)
    {
        if (IsNormalized(text))
        {
            return text;
        }

        Span<char> buffer = text.Length <= 256 ? stackalloc char[256] : new char[text.Length];
        var length = 0;
        foreach (var c in text)
        {
            if (!IsSeparator(c))
            {
                buffer[length++] = ToLowerAscii(c);
            }
            else if (length == 0 || buffer[length - 1] != '-')
            {
                buffer[length++] = '-';
            }
        }

        return new string(buffer[..length]);
    }

    /// <summary>Tells whether a text is its own normalized form, which costs no allocation.</summary>
    /// <param name="text">The text to judge.</param>
    public static bool IsNormalized(ReadOnlySpan<char> text)
    {
        var previous = '\0';
        foreach (var c in text)
        {
            if (char.IsAsciiLetterUpper(c) || c is '.' or '_' || (c == '-' && previous == '-'))
            {
                return false;
            }

            previous = c;
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(ProjectName? other) => other is not null && string.Equals(Normalized, other.Normalized, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ProjectName);

    /// <inheritdoc/>
    public override int GetHashCode() => Normalized.GetHashCode(StringComparison.Ordinal);

    /// <summary>Returns the name as it was written.</summary>
    public override string ToString() => Value;

    private static bool IsSeparator(char c) => c is '-' or '_' or '.';

    private static char ToLowerAscii(char c) => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
}
