namespace Pulp.Data.Stores;

internal enum VersionState
{
    Complete = 0,
    Draft = 1,
    Staged = 2,

    /// <summary>Invisible; what it changed is being merged into its successor.</summary>
    Merging = 3,

    /// <summary>Invisible; it was the latest, and what it changed is being undone.</summary>
    Dropping = 4,
}
