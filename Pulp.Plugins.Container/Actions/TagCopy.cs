using Pulp.Resources;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Asks to copy tags with all they need from another repository. Exactly one of repository and version is given.
/// </summary>
public sealed record TagCopy
{
    /// <summary>Gets the repository whose latest version is copied from.</summary>
    [Field(References = ReferenceTarget.Repository)]
    public Guid? SourceRepository { get; init; }

    /// <summary>Gets the version that is copied from.</summary>
    [Field(References = ReferenceTarget.RepositoryVersion)]
    public Guid? SourceRepositoryVersion { get; init; }

    /// <summary>Gets the names of the tags; null means all.</summary>
    public IReadOnlyList<string>? Names { get; init; }
}
