namespace Pulp.Access;

/// <summary>
/// Holds how the first administrator is made.
/// </summary>
public sealed class AdministratorOptions
{
    /// <summary>The administrator's login.</summary>
    public const string Username = "admin";

    /// <summary>Gets or sets whether the user <c>admin</c> is created at the first start.</summary>
    /// <value>The default is <see langword="false"/>: an application that embeds Pulp has users of its own.</value>
    public bool IsEnabled { get; set; }

    /// <summary>Gets or sets the password; null makes a random one.</summary>
    public string? Password { get; set; }

    /// <summary>Gets or sets where a random password is written, readable by its owner alone.</summary>
    public string? PasswordFile { get; set; }
}
