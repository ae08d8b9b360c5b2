using Pulp.Resources;

namespace Pulp.Transfer;

/// <summary>
/// Represents what takes on bundles of other Pulps, again and again.
/// </summary>
public sealed record PulpImporter : NamedResource
{
    /// <summary>Gets the names of repositories here, by the names they have in bundles.</summary>
    /// <value>The default is none. A repository that is not named here goes into the one of its own name.</value>
    public IReadOnlyDictionary<string, string> RepoMapping { get; init; } = new Dictionary<string, string>();
}
