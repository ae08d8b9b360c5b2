namespace Pulp.Uploads;

/// <summary>
/// Reports that a file or its metadata is not accepted.
/// </summary>
public sealed class ContentRefusedException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="field">The REST field at fault, for example <c>file</c>.</param>
    /// <param name="message">What is wrong, and the way out.</param>
    /// <param name="innerException">The cause.</param>
    public ContentRefusedException(string field, string message, Exception? innerException = null)
        : base(message, innerException) => Field = field;

    /// <summary>Gets the REST field at fault.</summary>
    public string Field { get; }

    /// <summary>Gets what else was found in the file before it was refused, and all that is wrong with it, as far as the type's reader tells.</summary>
    public IReadOnlyList<UploadMessage> Messages { get; init; } = [];
}
