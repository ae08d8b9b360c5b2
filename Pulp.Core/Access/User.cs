namespace Pulp.Access;

/// <summary>
/// Represents someone who can log in.
/// </summary>
public sealed record User
{
    /// <summary>Gets the number that names the user in URLs; 0 until created.</summary>
    public long Id { get; init; }

    /// <summary>Gets the login, unique, at most 150 characters.</summary>
    public required string Username { get; init; }

    /// <summary>Gets the hashed password; null means the user cannot log in with one.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Gets the first name.</summary>
    public string FirstName { get; init; } = "";

    /// <summary>Gets the last name.</summary>
    public string LastName { get; init; } = "";

    /// <summary>Gets the e-mail address.</summary>
    public string Email { get; init; } = "";

    /// <summary>Gets whether the user is marked as staff.</summary>
    public bool IsStaff { get; init; }

    /// <summary>Gets whether the user may log in.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>Gets whether the user may do everything.</summary>
    public bool IsSuperuser { get; init; }

    /// <summary>Gets when the user was created (UTC).</summary>
    public DateTimeOffset DateJoined { get; init; }

    /// <summary>Gets a number that grows with each change that must end remembered logins.</summary>
    public long SecurityStamp { get; init; }
}
