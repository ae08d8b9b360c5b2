namespace Pulp.Transfer;

/// <summary>
/// Represents an import that a task does.
/// </summary>
public sealed record ImportArguments
{
    /// <summary>Gets the bundle: its table of contents, or its one file.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the names of repositories here, by the names they have in the bundle.</summary>
    /// <value>The default is none: a repository that is not named goes into the one of its own name.</value>
    public IReadOnlyDictionary<string, string> RepositoryMapping { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets whether repositories that are not here are created.</summary>
    /// <value>The default is <see langword="false"/>: they are skipped.</value>
    public bool CreateRepositories { get; init; }
}
