using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Represents what the index says of a collection.
/// </summary>
/// <param name="Name">The full name.</param>
/// <param name="Highest">The highest version: a release if there is one.</param>
/// <param name="IsDeprecated">Whether the repository calls it deprecated.</param>
/// <param name="Created">When the first of its versions came to the server.</param>
/// <param name="Updated">When the repository version was made that says so; whoever kept an earlier answer asks anew when it differs.</param>
/// <param name="Downloads">How often its files were downloaded, from whichever repository.</param>
internal sealed record CollectionSummary(CollectionName Name, SemanticVersion Highest, bool IsDeprecated, DateTimeOffset Created, DateTimeOffset Updated, long Downloads)
{
    /// <summary>Chooses the highest version: a pre-release only when there is no release.</summary>
    /// <param name="versions">Versions of one collection; at least one.</param>
    public static SemanticVersion HighestOf(IEnumerable<SemanticVersion> versions) =>
        versions.Aggregate((highest, next) => next.IsPreRelease == highest.IsPreRelease ? (next > highest ? next : highest) : highest.IsPreRelease ? next : highest);
}
