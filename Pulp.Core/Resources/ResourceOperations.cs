namespace Pulp.Resources;

/// <summary>
/// Names what clients may do with the resources of a type through REST, besides looking at them.
/// </summary>
[Flags]
public enum ResourceOperations
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>To create them.</summary>
    Create = 1,

    /// <summary>To change their fields.</summary>
    Update = 2,

    /// <summary>To delete them.</summary>
    Delete = 4,

    /// <summary>To give roles on them.</summary>
    Share = 8,

    /// <summary>All of it.</summary>
    All = Create | Update | Delete | Share,
}
