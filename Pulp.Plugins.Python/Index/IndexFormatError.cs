namespace Pulp.Plugins.Python.Index;

/// <summary>Why an index page cannot be used.</summary>
public enum IndexFormatError
{
    /// <summary>The page is not of the stated or expected format, or is cut off.</summary>
    Malformed,

    /// <summary>The page is of an API version with another major number than 1 (PEP 629).</summary>
    UnsupportedVersion,

    /// <summary>The page has more bytes or files than the caller allows.</summary>
    TooLarge,

    /// <summary>The page is of another project than the one asked for.</summary>
    WrongProject,
}
