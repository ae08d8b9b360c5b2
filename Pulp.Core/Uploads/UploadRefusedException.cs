namespace Pulp.Uploads;

/// <summary>
/// Reports that a step of an upload in chunks was refused. What was accepted before is kept.
/// </summary>
public sealed class UploadRefusedException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="field">The REST field or header at fault, for example <c>sha256</c>.</param>
    /// <param name="message">What is wrong, and the way out.</param>
    public UploadRefusedException(UploadRefusal reason, string field, string message)
        : base(message)
    {
        Reason = reason;
        Field = field;
    }

    /// <summary>Gets why.</summary>
    public UploadRefusal Reason { get; }

    /// <summary>Gets the REST field or header at fault.</summary>
    public string Field { get; }

    /// <inheritdoc/>
    public override bool IsTransient => Reason == UploadRefusal.Busy;
}
