using Pulp.Publications;
using Pulp.Repositories;

namespace Pulp.Serving;

/// <summary>
/// Represents what a distribution serves now: a version, as it is or prepared by a publication. It never changes.
/// </summary>
/// <param name="Version">The version.</param>
/// <param name="Publication">The publication, if one is served.</param>
public sealed record ServedSource(RepositoryVersion Version, Publication? Publication)
{
    /// <summary>Gets the identifier of the publication, or else of the version: two sources with the same one serve the same.</summary>
    public Guid Id => Publication?.Id ?? Version.Id;
}
