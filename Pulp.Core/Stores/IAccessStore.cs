namespace Pulp.Stores;

/// <summary>
/// Gives access to the stores of users, groups, roles, grants and tokens.
/// </summary>
public interface IAccessStore
{
    /// <summary>Gets the users.</summary>
    IUserStore Users { get; }

    /// <summary>Gets the groups and their members.</summary>
    IGroupStore Groups { get; }

    /// <summary>Gets the roles.</summary>
    IRoleStore Roles { get; }

    /// <summary>Gets the grants.</summary>
    IGrantStore Grants { get; }

    /// <summary>Gets the API tokens.</summary>
    ITokenStore Tokens { get; }
}
