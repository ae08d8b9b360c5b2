namespace Pulp.Archives;

/// <summary>
/// Reports gzip data that is not acceptable.
/// </summary>
public sealed class GzipFormatException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public GzipFormatException(GzipFault fault, Exception? innerException = null)
        : base(fault switch
        {
            GzipFault.NotGzip => "The data is not gzip.",
            GzipFault.Truncated => "The gzip data ends too early.",
            GzipFault.TrailingData => "The gzip data is followed by something else.",
            GzipFault.TooLarge => "The gzip data decompresses to more than is allowed.",
            _ => "The gzip data is damaged.",
        }, innerException)
    {
        Fault = fault;
    }

    /// <summary>Gets what is wrong.</summary>
    public GzipFault Fault { get; }
}
