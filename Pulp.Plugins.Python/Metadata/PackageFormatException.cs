namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// A package file, a file name, a metadata field or an index page breaks the rule that governs it.
/// </summary>
/// <remarks>The message names the field, the offending value (shortened) and the rule; it never holds a local path or a secret.</remarks>
public class PackageFormatException : Exception
{
    private const int LongestValue = 200;

    /// <summary>Initializes the exception with the facts of the broken rule.</summary>
    /// <param name="field">The field, file name or archive part that is wrong, in the words of its specification.</param>
    /// <param name="value">The offending value, or <see langword="null"/> when it is absent or too large to be told. It is shortened to 200 characters.</param>
    /// <param name="rule">What is expected instead, as the end of a sentence.</param>
    /// <param name="innerException">The cause, if another parser reported it.</param>
    public PackageFormatException(string field, string? value, string rule, Exception? innerException = null)
        : base(Describe(field, value, rule), innerException)
    {
        Field = field;
        Value = Shorten(value);
        Rule = rule;
    }

    /// <summary>Gets the field, file name or archive part that is wrong.</summary>
    public string Field { get; }

    /// <summary>Gets the offending value, shortened to 200 characters with control characters replaced, or <see langword="null"/>.</summary>
    public string? Value { get; }

    /// <summary>Gets the rule that is broken.</summary>
    public string Rule { get; }

    private static string Describe(string field, string? value, string rule) =>
        value is null ? $"{field}: {rule}." : $"{field} '{Shorten(value)}': {rule}.";

    private static string? Shorten(string? value)
    {
        if (value is null)
        {
            return null;
        }

        var cut = value.Length > LongestValue ? string.Concat(value.AsSpan(0, LongestValue), "…") : value;
        return string.Create(cut.Length, cut, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                target[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? '\uFFFD' : source[i];
            }
        });
    }
}
