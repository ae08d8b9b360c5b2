namespace Pulp.AspNetCore.Api.Roles;

/// <summary>
/// Represents an object on which roles can be given.
/// </summary>
/// <param name="Prn">The object's PRN.</param>
/// <param name="Permissions">The permissions there are on objects of its model.</param>
internal sealed record RoleTarget(string Prn, IReadOnlyList<string> Permissions)
{
    /// <summary>Gets the identifier as grants keep it.</summary>
    public string Id => Prn[(Prn.LastIndexOf(':') + 1)..];
}
