using Pulp.Resources;

namespace Pulp.Access;

/// <summary>
/// Lists the words of the permissions there are on one object of a type.
/// </summary>
public static class ObjectActions
{
    private static readonly string[] OfEvery = ["view", "change", "delete", "manage_roles"];
    private static readonly string[] OfRepositories = [.. OfEvery, "modify", "sync", "repair"];

    /// <summary>Gets the words: those of the type's kind, and those that a plugin declares or its actions need.</summary>
    /// <param name="type">The type.</param>
    /// <returns>For example <c>view</c>, <c>change</c>; each goes to <see cref="ResourceType.Permission"/>.</returns>
    public static IReadOnlyList<string> Of(ResourceType type) =>
    [
        .. (type.Kind == ResourceKind.Repository ? OfRepositories : OfEvery)
            .Concat(type.Actions.Where(action => !action.OnCollection).Select(action => action.Needs))
            .Concat(type.ObjectPermissions)
            .Distinct(StringComparer.Ordinal),
    ];
}
