using Pulp.Repositories;

namespace Acme.Things;

/// <summary>
/// Represents a repository of widgets.
/// </summary>
public sealed record WidgetRepository : Repository
{
    /// <summary>Gets whether each new version is published.</summary>
    public bool Autopublish { get; init; } = true;
}
