namespace Pulp.Downloads;

/// <summary>
/// Reports that a remote's connection settings cannot be used.
/// </summary>
public sealed class InvalidConnectionSettingsException : PulpException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="errors">The errors by REST field name.</param>
    public InvalidConnectionSettingsException(IReadOnlyDictionary<string, IReadOnlyList<string>> errors)
        : base("The remote's connection settings are not valid: " + string.Join(" ", errors.SelectMany(field => field.Value.Select(error => $"{field.Key}: {error}"))))
    {
        Errors = errors;
    }

    /// <summary>Gets the errors by REST field name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; }
}
