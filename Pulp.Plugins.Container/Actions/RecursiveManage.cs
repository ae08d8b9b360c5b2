using Pulp.Resources;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Asks to add content to a repository with all it needs, or to remove it with what only it needs.
/// </summary>
public sealed record RecursiveManage
{
    /// <summary>Gets the units: tags, manifests, blobs. Null means all, which only removing takes.</summary>
    [Field(References = ReferenceTarget.Content, AllowsAll = true)]
    public IReadOnlyList<Guid>? ContentUnits { get; init; } = [];
}
