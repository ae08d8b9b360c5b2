using System.Text.RegularExpressions;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Decides by a remote's lists which tags and digests are taken.
/// </summary>
internal sealed class TagChoice
{
    private readonly List<Regex> included;
    private readonly List<Regex> excluded;

    public TagChoice(ContainerRemote remote)
    {
        string[] includes = [.. (remote.Includes ?? []).Concat(remote.IncludeTags ?? []).Distinct(StringComparer.Ordinal)];
        Digests = [.. includes.Where(IsDigest)];
        string[] tags = [.. includes.Where(text => !IsDigest(text))];
        included = [.. tags.Select(TagPattern.Of)];
        excluded = [.. (remote.Excludes ?? []).Concat(remote.ExcludeTags ?? []).Distinct(StringComparer.Ordinal).Select(TagPattern.Of)];
        Named = includes.Length > 0 && !tags.Any(TagPattern.HasWildcards) ? tags : null;
    }

    /// <summary>Gets the digests of manifests that are taken without a tag.</summary>
    public IReadOnlyList<string> Digests { get; }

    /// <summary>Gets the tags when they are all named, so that upstream need not be asked which it has; null otherwise.</summary>
    public IReadOnlyList<string>? Named { get; }

    public bool IsTaken(string tag) => (included.Count == 0 || included.Exists(pattern => pattern.IsMatch(tag))) && !excluded.Exists(pattern => pattern.IsMatch(tag));

    private static bool IsDigest(string text) => OciDigest.TryParse(text, out _);
}
