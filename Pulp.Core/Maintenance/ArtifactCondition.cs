namespace Pulp.Maintenance;

/// <summary>
/// Names in what condition the bytes of a stored artifact are.
/// </summary>
public enum ArtifactCondition
{
    /// <summary>As they must be, as far as was looked.</summary>
    Sound,

    /// <summary>Gone.</summary>
    Missing,

    /// <summary>There, but with another size or digest.</summary>
    Damaged,

    /// <summary>There, but cannot be read.</summary>
    Unreadable,
}
