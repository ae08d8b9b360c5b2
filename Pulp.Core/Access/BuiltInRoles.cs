using Pulp.Resources;

namespace Pulp.Access;

/// <summary>
/// Names the roles every resource type has: creator, owner and viewer.
/// </summary>
public static class BuiltInRoles
{
    /// <summary>Gets the role that allows creating resources of a type.</summary>
    /// <param name="type">The type.</param>
    /// <returns>For example <c>python.pythonrepository_creator</c>.</returns>
    public static string CreatorOf(ResourceType type) => Name(type, "creator");

    /// <summary>Gets the role that allows everything on a resource; its creator gets it.</summary>
    /// <param name="type">The type.</param>
    /// <returns>For example <c>python.pythonrepository_owner</c>.</returns>
    public static string OwnerOf(ResourceType type) => Name(type, "owner");

    /// <summary>Gets the role that allows seeing a resource.</summary>
    /// <param name="type">The type.</param>
    /// <returns>For example <c>python.pythonrepository_viewer</c>.</returns>
    public static string ViewerOf(ResourceType type) => Name(type, "viewer");

    private static string Name(ResourceType type, string role) => $"{type.PluginLabel}.{type.Model.ToLowerInvariant()}_{role}";
}
