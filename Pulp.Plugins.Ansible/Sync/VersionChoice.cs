using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Chooses which versions of a collection are taken.
/// </summary>
internal static class VersionChoice
{
    /// <summary>Gets the highest versions, releases before pre-releases.</summary>
    /// <param name="versions">The versions.</param>
    /// <param name="count">How many at most; null means all.</param>
    public static IEnumerable<SemanticVersion> Highest(IEnumerable<SemanticVersion> versions, int? count) => count is not { } most
        ? versions
        : versions.OrderBy(version => version.IsPreRelease).ThenByDescending(version => version).Take(most);

    /// <summary>Gets the versions that are in at least one range, of each range the highest. A range that names no pre-release takes none, except <c>*</c>.</summary>
    /// <param name="versions">The versions.</param>
    /// <param name="ranges">The ranges.</param>
    /// <param name="count">How many of each range at most; null means all.</param>
    public static HashSet<SemanticVersion> InRanges(IReadOnlyCollection<SemanticVersion> versions, IEnumerable<VersionRange> ranges, int? count)
    {
        var chosen = new HashSet<SemanticVersion>();
        foreach (var range in ranges)
        {
            var takesPreReleases = ReferenceEquals(range, VersionRange.Any) || range.NamesPreRelease;
            chosen.UnionWith(Highest(versions.Where(version => (takesPreReleases || !version.IsPreRelease) && range.Contains(version)), count));
        }

        return chosen;
    }
}
