namespace Pulp.Resources;

/// <summary>
/// Collects what is wrong with a request, by field, so that everything is reported at once.
/// </summary>
public sealed class FieldErrors
{
    /// <summary>Names errors that concern several fields.</summary>
    public const string General = "non_field_errors";

    private readonly Dictionary<string, List<string>> errors = new(StringComparer.Ordinal);

    /// <summary>Gets whether nothing is wrong.</summary>
    public bool IsEmpty => errors.Count == 0;

    /// <summary>Gets the messages by REST field name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Messages =>
        errors.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)pair.Value, StringComparer.Ordinal);

    /// <summary>Adds an error.</summary>
    /// <param name="field">The REST name, or <see cref="General"/>.</param>
    /// <param name="message">What is wrong, and the way out.</param>
    public void Add(string field, string message)
    {
        if (!errors.TryGetValue(field, out var messages))
            errors[field] = messages = [];
        messages.Add(message);
    }
}
