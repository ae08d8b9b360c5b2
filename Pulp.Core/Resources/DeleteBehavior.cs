namespace Pulp.Resources;

/// <summary>
/// Names what becomes of a resource whose reference loses its target.
/// </summary>
public enum DeleteBehavior
{
    /// <summary>The reference becomes null.</summary>
    SetNull,

    /// <summary>The target cannot be deleted while the reference stands.</summary>
    Restrict,

    /// <summary>The resource goes with its target.</summary>
    Cascade,
}
