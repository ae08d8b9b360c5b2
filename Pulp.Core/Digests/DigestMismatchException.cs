namespace Pulp.Digests;

/// <summary>
/// Reports that bytes do not have the digest or size that was promised for them.
/// </summary>
public sealed class DigestMismatchException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="property">What differs: a digest algorithm's name, or <c>size</c>.</param>
    /// <param name="expected">The promised value.</param>
    /// <param name="actual">The value the bytes have.</param>
    public DigestMismatchException(string property, string expected, string actual)
        : base($"The {property} is {actual}, but {expected} was expected.")
    {
        Property = property;
        Expected = expected;
        Actual = actual;
    }

    /// <summary>Gets what differs: a digest algorithm's name, or <c>size</c>.</summary>
    public string Property { get; }

    /// <summary>Gets the promised value.</summary>
    public string Expected { get; }

    /// <summary>Gets the value the bytes have.</summary>
    public string Actual { get; }
}
