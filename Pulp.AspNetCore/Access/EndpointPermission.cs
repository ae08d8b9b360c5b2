namespace Pulp.AspNetCore.Access;

/// <summary>
/// States what a caller of a route must be allowed to do. Every route of Pulp has one among its metadata; mapping fails for a route without.
/// </summary>
public sealed class EndpointPermission
{
    /// <summary>Initializes the metadata.</summary>
    /// <param name="scope">What the permission is asked on.</param>
    /// <param name="permission">The permission, for example <c>python.sync_pythonrepository</c>; null for routes that need none.</param>
    /// <param name="viewPermission">The permission to see the object at all; null when it is the permission itself.</param>
    public EndpointPermission(PermissionScope scope, string? permission = null, string? viewPermission = null)
    {
        if (permission is null && scope is PermissionScope.Global or PermissionScope.Object)
            throw new ArgumentException($"A route of scope {scope} names its permission.", nameof(permission));
        Scope = scope;
        Permission = permission;
        ViewPermission = viewPermission ?? permission;
    }

    /// <summary>Gets the metadata of routes for everyone.</summary>
    public static EndpointPermission Public { get; } = new(PermissionScope.Public);

    /// <summary>Gets the metadata of routes for everyone who logged in.</summary>
    public static EndpointPermission LoginOnly { get; } = new(PermissionScope.LoginOnly);

    /// <summary>Gets what the permission is asked on.</summary>
    public PermissionScope Scope { get; }

    /// <summary>Gets the permission, or null.</summary>
    public string? Permission { get; }

    /// <summary>Gets the permission without which the object does not exist for the caller, or null.</summary>
    public string? ViewPermission { get; }

    /// <inheritdoc/>
    public override string ToString() => Permission is null ? Scope.ToString() : $"{Scope} {Permission}";
}
