using Pulp.Distributions;

namespace Pulp.Plugins.Python.Models;

/// <summary>
/// Serves Python packages under <c>/pypi/{base_path}/</c>.
/// </summary>
public sealed record PythonDistribution : Distribution
{
    /// <summary>Gets whether packages may be uploaded through the index, by twine and others.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool AllowUploads { get; init; } = true;

    /// <summary>Gets whether a project that the repository holds is completed with upstream's files when the distribution pulls through.</summary>
    /// <value>The default is <see langword="false"/>: a local project's name is not asked for upstream, against dependency confusion.</value>
    public bool MergeLocalProjects { get; init; }
}
