namespace Pulp.AspNetCore.Access;

/// <summary>
/// Holds how users of the application around Pulp become users of Pulp.
/// </summary>
public sealed class HostUserOptions
{
    /// <summary>Gets or sets whether a user who is seen for the first time is made a user of Pulp; otherwise only users who exist there are let in.</summary>
    /// <value>The default is <see langword="true"/>. Such a user has no password and no roles.</value>
    public bool CreateUsers { get; set; } = true;

    /// <summary>Gets or sets the role of the application whose members may do everything in Pulp; null for none.</summary>
    /// <value>The default is <see langword="null"/>. The role counts for each request; it is not saved.</value>
    public string? AdministratorRole { get; set; }
}
