namespace Pulp.Access;

/// <summary>
/// Represents a named set of users.
/// </summary>
/// <param name="Id">The number that names the group in URLs; 0 until created.</param>
/// <param name="Name">The name, unique, at most 150 characters.</param>
public sealed record Group(long Id, string Name);
