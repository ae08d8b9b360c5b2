using System.Globalization;
using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;

namespace Pulp.Plugins.Ansible.Search;

/// <summary>
/// Represents a repository that is searched, in the version that is served.
/// </summary>
/// <param name="Repository">The repository.</param>
/// <param name="Version">The version.</param>
/// <param name="BasePath">The base path of a distribution that serves it.</param>
/// <param name="IsPinned">Whether distributions name this version, and none serves it because it is the latest.</param>
internal sealed record SearchedRepository(AnsibleRepository Repository, RepositoryVersion Version, string BasePath, bool IsPinned)
{
    public const string Latest = "latest";

    /// <summary>Gets the version as clients name it: its number where distributions name it, and else that it is the latest.</summary>
    public string Label => IsPinned ? Version.Number.ToString(CultureInfo.InvariantCulture) : Latest;

    /// <summary>Tells whether a client that names a version by number, or the latest, means this one.</summary>
    public bool IsVersion(string wanted) => wanted == Latest
        ? !IsPinned || Version.Number == Repository.LatestVersion
        : wanted == Version.Number.ToString(CultureInfo.InvariantCulture);
}
