using Pulp.Repositories;

namespace Pulp.Plugins.Python.Models;

/// <summary>
/// Represents a versioned set of Python packages.
/// </summary>
public sealed record PythonRepository : Repository
{
    /// <summary>Gets whether each new version is published.</summary>
    /// <value>The default is <see langword="false"/>; the live index needs no publication.</value>
    public bool Autopublish { get; init; }

    /// <summary>Gets whether another file of the same name may take a file's place.</summary>
    /// <value>The default is <see langword="true"/>, as in Pulp; otherwise uploads, changes and syncs that would do so are refused.</value>
    public bool AllowPackageSubstitution { get; init; } = true;

    /// <summary>Gets whether an upload may use a file name that a version of the repository once held and that was removed.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool AllowFilenameReuse { get; init; } = true;
}
