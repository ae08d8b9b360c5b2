namespace Pulp.Repositories;

/// <summary>
/// Represents the counts of a version by content type name (for example <c>python.python</c>); types without units are left out.
/// </summary>
/// <param name="Added">Units added since the previous version.</param>
/// <param name="Removed">Units removed since the previous version.</param>
/// <param name="Present">Units in the version.</param>
public sealed record ContentSummary(
    IReadOnlyDictionary<string, long> Added,
    IReadOnlyDictionary<string, long> Removed,
    IReadOnlyDictionary<string, long> Present)
{
    /// <summary>Gets the summary of an empty version.</summary>
    public static ContentSummary Empty { get; } = new(
        new Dictionary<string, long>(), new Dictionary<string, long>(), new Dictionary<string, long>());
}
