namespace Pulp.Maintenance;

/// <summary>
/// Names what a check of the whole store finds wrong.
/// </summary>
public enum StoreFindingKind
{
    /// <summary>An artifact has no bytes. Repair it.</summary>
    MissingFile,

    /// <summary>An artifact's bytes have another size or digest. Repair it.</summary>
    DamagedFile,

    /// <summary>An artifact's bytes cannot be read. Check the disk.</summary>
    UnreadableFile,

    /// <summary>A repository's version numbers or positions do not grow.</summary>
    VersionOrder,

    /// <summary>A repository's latest version is not the one with the highest number.</summary>
    LatestVersion,

    /// <summary>A version does not hold the units it held when it was completed.</summary>
    VersionContent,

    /// <summary>A version's counts differ from its units.</summary>
    VersionSummary,

    /// <summary>A version could not be checked, because the plugin of some of its units is not loaded.</summary>
    VersionUnchecked,

    /// <summary>A version in the making was left behind; the next start removes it.</summary>
    AbandonedDraft,

    /// <summary>The database's structure is damaged. Restore a backup.</summary>
    DatabaseDamage,
}
