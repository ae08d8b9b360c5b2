using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Index;

/// <summary>
/// A page of an upstream's index cannot be used.
/// </summary>
public sealed class IndexFormatException : PackageFormatException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="error">Why the page cannot be used.</param>
    /// <param name="value">The offending value, or <see langword="null"/>.</param>
    /// <param name="rule">What is expected instead.</param>
    /// <param name="innerException">The cause, if a parser reported it.</param>
    public IndexFormatException(IndexFormatError error, string? value, string rule, Exception? innerException = null)
        : base("Index page", value, rule, innerException) => Error = error;

    /// <summary>Gets why the page cannot be used.</summary>
    public IndexFormatError Error { get; }
}
