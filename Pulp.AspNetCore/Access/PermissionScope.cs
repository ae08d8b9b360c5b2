namespace Pulp.AspNetCore.Access;

/// <summary>
/// Names what a route's permission is asked on.
/// </summary>
public enum PermissionScope
{
    /// <summary>Everyone may call the route.</summary>
    Public,

    /// <summary>Everyone who logged in may call the route; what it shows is the caller's own.</summary>
    LoginOnly,

    /// <summary>The permission is needed on everything.</summary>
    Global,

    /// <summary>The permission is needed on everything, or on what governs the object that is made (see <see cref="Resources.Governor"/>), or the view permission where that is missing and made, too.</summary>
    Create,

    /// <summary>The permission is needed on the object the route names. Without the permission to view it the object does not exist for the caller.</summary>
    Object,

    /// <summary>The route lists the objects on which the caller has the permission.</summary>
    List,
}
