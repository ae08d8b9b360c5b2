namespace Pulp.Resources;

/// <summary>
/// Reports that the values of a resource are not accepted.
/// </summary>
public sealed class InvalidResourceException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="errors">What is wrong, by REST field name.</param>
    public InvalidResourceException(IReadOnlyDictionary<string, IReadOnlyList<string>> errors)
        : base(string.Join(" ", errors.Select(error => (error.Key == FieldErrors.General ? "" : error.Key + ": ") + string.Join(" ", error.Value)))) => Errors = errors;

    /// <summary>Gets what is wrong, by REST field name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; }
}
