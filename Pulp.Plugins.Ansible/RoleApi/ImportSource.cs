using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Protocol;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Reads which git repository a client names.
/// </summary>
internal static class ImportSource
{
    /// <summary>Gets the account and the repository.</summary>
    /// <param name="get">Gets a parameter.</param>
    /// <exception cref="GalaxyException">One of them is no name.</exception>
    public static (string User, string Repository) Of(Func<string, string?> get)
    {
        var (user, repository) = (get("github_user") ?? "", get("github_repo") ?? "");
        if (!RoleName.IsNamespace(user))
            throw new GalaxyException(GalaxyError.Invalid, RoleName.NamespaceRule) { Parameter = "github_user" };
        return RoleName.IsNamespace(repository)
            ? (user, repository)
            : throw new GalaxyException(GalaxyError.Invalid, "It is the name of a git repository: letters, digits, dots, hyphens and underscores.") { Parameter = "github_repo" };
    }
}
