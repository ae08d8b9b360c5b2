namespace Pulp.Tasking;

/// <summary>
/// Gives an exception a stable code for programs, shown with the task it ended.
/// </summary>
/// <remarks>An optional ability of a <see cref="PulpException"/>; without it the code follows from the type's name.</remarks>
public interface IErrorCode
{
    /// <summary>Gets the code, lower-case words joined by underscores and dots, for example <c>collection.manifest_missing</c>.</summary>
    string ErrorCode { get; }
}
