using Pulp.Downloads;
using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Sync;

/// <summary>
/// Holds what belongs to one sync: its draft, its counts and its stages.
/// </summary>
internal sealed class SyncRun
{
    public required Repository Repository { get; init; }

    public required Remote Remote { get; init; }

    public required bool Mirror { get; init; }

    public required SyncClients Clients { get; init; }

    public required VersionDraft Draft { get; init; }

    public required GroupMemory Memory { get; init; }

    public required UpstreamMemory Upstream { get; init; }

    public required PublicationRunner Publications { get; init; }

    public required Autopublishing Autopublishing { get; init; }

    public required MadeFiles Made { get; init; }

    public required PulpCatalog Catalog { get; init; }

    public required IReadOnlyList<ISyncFilter> Filters { get; init; }

    public SyncCounts Counts { get; } = new();

    public SyncContext Context { get; set; } = null!;

    /// <summary>Gets the units of the start version that upstream still has, by store key; only kept for a mirror.</summary>
    public ContentKeySet Seen { get; } = new();

    /// <summary>Gets whether all that the source declared so far was taken.</summary>
    public bool HasAll => Counts is { LeftOut: 0, Refused: 0 };

    /// <summary>Gets or sets whether the version that the sync ends with is what upstream has and what was here at its start, and nothing else.</summary>
    public bool Holds { get; set; }

    /// <summary>Gets or sets whether the source said that nothing changed.</summary>
    public bool IsUnchanged { get; set; }

    /// <summary>Gets or sets what the source remembers of upstream as a whole; null for nothing, or when that is not what the repository holds.</summary>
    public byte[]? UpstreamMemory { get; set; }

    /// <summary>Gets or sets how the source wants the version to be published; null for not at all.</summary>
    public DeclaredPublication? Publication { get; set; }

    public SyncFiles Files { get; set; } = null!;

    public SyncSaving Saving { get; set; } = null!;
}
