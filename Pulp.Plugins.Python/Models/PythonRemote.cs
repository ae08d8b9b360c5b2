using Pulp.Remotes;
using Pulp.Resources;

namespace Pulp.Plugins.Python.Models;

/// <summary>
/// Represents a Python index to mirror: PyPI, another Pulp, or any folder that speaks the simple API. The URL is the site's or the simple index's own.
/// </summary>
public sealed record PythonRemote : Remote
{
    /// <summary>Initializes a remote whose files are fetched on demand.</summary>
    public PythonRemote() => Policy = DownloadPolicy.OnDemand;

    /// <summary>Gets the projects to take, each with an optional version specifier (PEP 508), for example <c>requests&gt;=2.30</c>; empty means all.</summary>
    public IReadOnlyList<string> Includes { get; init; } = [];

    /// <summary>Gets the projects, or versions of projects, to leave out.</summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary>Gets whether a sync takes pre-releases (PEP 440). Those who pull through are offered them in any case: installers choose by themselves.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Prereleases { get; init; }

    /// <summary>Gets the kinds of files to take; empty means all.</summary>
    public IReadOnlyList<PythonPackageType> PackageTypes { get; init; } = [];

    /// <summary>Gets how many of the newest versions of each project are taken.</summary>
    /// <value>The default is 0: all.</value>
    [Field(Minimum = 0)]
    public int KeepLatestPackages { get; init; }

    /// <summary>Gets the platforms whose wheels and installers are left out.</summary>
    public IReadOnlyList<PythonPlatform> ExcludePlatforms { get; init; } = [];

    /// <summary>Gets whether provenance objects (PEP 740) are taken.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Provenance { get; init; }

    /// <summary>Gets whether the projects that the taken ones need (their core metadata's <c>Requires-Dist</c>) are taken too.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Dependencies { get; init; }
}
