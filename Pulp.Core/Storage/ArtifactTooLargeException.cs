using System.Globalization;

namespace Pulp.Storage;

/// <summary>
/// Reports that an artifact has more bytes than the caller allowed.
/// </summary>
public sealed class ArtifactTooLargeException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="maximumSize">The most bytes allowed.</param>
    public ArtifactTooLargeException(long maximumSize)
        : base(string.Create(CultureInfo.InvariantCulture, $"The file is larger than the {maximumSize} bytes allowed."))
    {
        MaximumSize = maximumSize;
    }

    /// <summary>Gets the most bytes allowed.</summary>
    public long MaximumSize { get; }
}
