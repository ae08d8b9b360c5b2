using System.Text.Json;
using Pulp.Tasking;

namespace Pulp.Transfer;

/// <summary>
/// Reports that an export or import cannot be done. Nothing of it is visible.
/// </summary>
public sealed class TransferException : PulpException, IErrorCode
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="reason">Why it cannot be done.</param>
    /// <param name="message">What is wrong, and the way out.</param>
    /// <param name="innerException">The cause.</param>
    public TransferException(TransferFailureReason reason, string message, Exception? innerException = null)
        : base(message, innerException) => Reason = reason;

    /// <summary>Gets why it cannot be done.</summary>
    public TransferFailureReason Reason { get; }

    /// <inheritdoc/>
    public string ErrorCode => "transfer." + JsonNamingPolicy.SnakeCaseLower.ConvertName(Reason.ToString());

    /// <inheritdoc/>
    public override bool IsTransient => Reason == TransferFailureReason.Busy;

    internal static TransferException Promised(string file) => new(
        TransferFailureReason.NotStored,
        $"{file} is not stored here but only promised by its remote, and nothing was exported. "
        + "Sync the repository with the remote's policy 'immediate', or fetch the file once through a distribution, and export again.");

    internal static TransferException Damaged(string what, Exception? cause = null) =>
        new(TransferFailureReason.Damaged, $"The bundle cannot be imported: {what}. Copy it again, or export it anew.", cause);
}
