using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Sync;

namespace Pulp.Plugins.Container.PullThrough;

/// <summary>
/// Decides by a pull-through remote's lists which repositories may be pulled.
/// </summary>
internal static class NameChoice
{
    public static bool Takes(ContainerPullThroughRemote remote, string name) =>
        (remote.Includes is not { Count: > 0 } includes || Any(includes, name)) && !Any(remote.Excludes ?? [], name);

    private static bool Any(IReadOnlyList<string> patterns, string name) => patterns.Any(pattern => TagPattern.Of(pattern).IsMatch(name));
}
