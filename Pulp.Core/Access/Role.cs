namespace Pulp.Access;

/// <summary>
/// Represents a named list of permissions.
/// </summary>
public sealed record Role
{
    /// <summary>Gets the identifier.</summary>
    public Guid Id { get; init; }

    /// <summary>Gets the name, unique, for example <c>python.pythonrepository_owner</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the description.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the permissions, each <c>label.codename</c>, for example <c>python.view_pythonrepository</c>.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>Gets whether the role is shipped and cannot be changed.</summary>
    public bool Locked { get; init; }

    /// <summary>Gets when the role was created (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Gets when the role was last changed (UTC).</summary>
    public DateTimeOffset LastUpdated { get; init; }
}
