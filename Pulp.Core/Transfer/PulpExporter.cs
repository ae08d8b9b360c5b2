using Pulp.Resources;

namespace Pulp.Transfer;

/// <summary>
/// Represents repositories whose versions are exported as bundles, and the folder the bundles are written to.
/// </summary>
public sealed record PulpExporter : Exporter
{
    /// <summary>Gets the repositories.</summary>
    [Field(References = ReferenceTarget.Repository)]
    public required IReadOnlyList<Guid> Repositories { get; init; }
}
