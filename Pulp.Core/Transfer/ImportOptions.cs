namespace Pulp.Transfer;

/// <summary>
/// Holds what may be said of an import besides the bundle.
/// </summary>
public sealed record ImportOptions
{
    /// <summary>Gets the names of repositories here, by the names they have in the bundle.</summary>
    /// <value>The default is none. A repository that is not named here goes into the one of its own name.</value>
    public IReadOnlyDictionary<string, string> RepositoryMapping { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets whether repositories that are not here are created.</summary>
    /// <value>The default is <see langword="false"/>: they are skipped.</value>
    public bool CreateRepositories { get; init; }
}
