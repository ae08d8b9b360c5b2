using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Requirements;

/// <summary>
/// Represents which roles are chosen for one sync: those of a namespace, one role, or one version of it.
/// </summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Name">The name; null for all roles of the namespace.</param>
/// <param name="Version">The version; null for all.</param>
internal sealed record RoleChoice(string Namespace, string? Name, string? Version)
{
    private const string All = "*";

    /// <summary>Reads a choice: <c>acme.*</c>, <c>acme.web</c>, or <c>acme.web:1.0</c>.</summary>
    /// <exception cref="RequirementsException">It cannot be understood.</exception>
    public static RoleChoice Parse(string text)
    {
        var (role, version) = text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? (text[..colon], text[(colon + 1)..]) : (text, null);
        var dot = role.LastIndexOf('.');
        var (space, name) = (role[..Math.Max(0, dot)], role[(dot + 1)..]);
        var isAll = name == All && version is null;
        return RoleName.IsNamespace(space) && (isAll || RoleName.IsName(name)) && version is not { Length: 0 or > 128 }
            ? new RoleChoice(space, isAll ? null : name, version)
            : throw new RequirementsException($"'{text}' names no roles: write 'namespace.*', 'namespace.name' or 'namespace.name:version'");
    }

    public override string ToString() => $"{Namespace}.{Name ?? All}{(Version is null ? "" : ":" + Version)}";
}
