using System.Collections.Frozen;

namespace Pulp.Access;

/// <summary>
/// The permissions that only a role gives: an administrator does not have them by being one.
/// </summary>
internal static class ExplicitPermissions
{
    // Whatever is stored once may be needed again by content that has not been saved yet; cleanup knows that, a person does not.
    private static readonly FrozenSet<string> Names = FrozenSet.Create(StringComparer.Ordinal, "core.delete_artifact");

    public static bool Contains(string permission) => Names.Contains(permission);
}
