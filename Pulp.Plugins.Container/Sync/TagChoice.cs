using System.Text.RegularExpressions;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Decides by a remote's lists which tags and digests are taken.
/// </summary>
internal sealed class TagChoice
{
    /// <summary>The reason why a tag that is not taken is left out.</summary>
    public const string Excluded = "excluded tag";

    private readonly List<Regex> included;
    private readonly List<Regex> excluded;
    private readonly HashSet<string> excludedDigests;

    public TagChoice(ContainerRemote remote)
    {
        string[] includes = [.. (remote.Includes ?? []).Concat(remote.IncludeTags ?? []).Distinct(StringComparer.Ordinal)];
        string[] excludes = [.. (remote.Excludes ?? []).Concat(remote.ExcludeTags ?? []).Distinct(StringComparer.Ordinal)];
        excludedDigests = [.. excludes.Where(IsDigest)];
        Digests = [.. includes.Where(text => IsDigest(text) && !excludedDigests.Contains(text))];
        string[] tags = [.. includes.Where(text => !IsDigest(text))];
        included = [.. tags.Select(TagPattern.Of)];
        excluded = [.. excludes.Where(text => !IsDigest(text)).Select(TagPattern.Of)];
        Named = includes.Length > 0 && !tags.Any(TagPattern.HasWildcards) ? tags : null;
    }

    /// <summary>Gets the digests of manifests that are taken without a tag.</summary>
    public IReadOnlyList<string> Digests { get; }

    /// <summary>Gets the tags when they are all named, so that upstream need not be asked which it has; null otherwise.</summary>
    public IReadOnlyList<string>? Named { get; }

    public bool IsTaken(string tag) => (included.Count == 0 || included.Exists(pattern => pattern.IsMatch(tag))) && !IsExcluded(tag);

    /// <summary>Gets whether a tag is left out although it belongs to an image that is taken.</summary>
    public bool IsExcluded(string tag) => excluded.Exists(pattern => pattern.IsMatch(tag));

    /// <summary>Gets whether tags of a manifest are left out whatever their names.</summary>
    public bool IsExcludedDigest(string digest) => excludedDigests.Contains(digest);

    private static bool IsDigest(string text) => OciDigest.TryParse(text, out _);
}
