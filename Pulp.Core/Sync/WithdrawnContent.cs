using Pulp.ContentTypes;

namespace Pulp.Sync;

/// <summary>
/// Says that upstream took back a unit it once had, for example a deprecation: it goes from the repository, also when the sync is no mirror.
/// </summary>
public sealed class WithdrawnContent : SyncItem
{
    /// <summary>Initializes the item.</summary>
    /// <param name="content">A unit with the natural key of the one that goes. When the repository has none such, nothing happens.</param>
    public WithdrawnContent(Content content) => Content = content;

    /// <summary>Gets a unit with the natural key of the one that goes.</summary>
    public Content Content { get; }
}
