namespace Pulp.Stores;

/// <summary>
/// Represents two files that cannot be in one version: they have the same path, or one is where the other needs a directory.
/// </summary>
/// <param name="Path">The path of a file.</param>
/// <param name="Other">The path of another file: the same, or one below it.</param>
public sealed record PathConflict(string Path, string Other)
{
    /// <summary>Says what is wrong, in words for the user.</summary>
    /// <returns>One sentence that names both paths.</returns>
    public override string ToString() => Path == Other
        ? $"Two content units have a file at the path '{Path}'; a repository version can hold one of them."
        : $"A repository version cannot hold both a file '{Path}' and a file '{Other}', which needs a directory of that name.";
}
