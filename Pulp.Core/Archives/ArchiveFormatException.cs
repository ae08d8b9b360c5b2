namespace Pulp.Archives;

/// <summary>
/// Reports an archive that breaks a rule of its format, or one of the bounds within which it is read.
/// </summary>
public sealed class ArchiveFormatException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="format">The format, for example <c>tar</c>.</param>
    /// <param name="rule">The rule that is broken, as the end of a sentence.</param>
    public ArchiveFormatException(string format, string rule)
        : base($"{format}: {rule}.")
    {
        Format = format;
        Rule = rule;
    }

    /// <summary>Gets the format.</summary>
    public string Format { get; }

    /// <summary>Gets the rule that is broken, as the end of a sentence.</summary>
    public string Rule { get; }
}
