namespace Pulp.Serving;

/// <summary>
/// Reports that a promised file cannot be had now.
/// </summary>
public sealed class FileUnavailableException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="relativePath">The file's path.</param>
    /// <param name="reason">Why no source gave it.</param>
    public FileUnavailableException(string relativePath, string reason)
        : base($"The file '{relativePath}' cannot be fetched: {reason}") => RelativePath = relativePath;

    /// <summary>Gets the file's path.</summary>
    public string RelativePath { get; }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
