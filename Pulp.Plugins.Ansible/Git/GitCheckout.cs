namespace Pulp.Plugins.Ansible.Git;

/// <summary>
/// Represents the files of a git repository at one commit.
/// </summary>
/// <param name="Folder">Where they are.</param>
/// <param name="Commit">The commit.</param>
/// <param name="Tag">The tag that was asked for; null when it was a branch or a commit.</param>
internal sealed record GitCheckout(string Folder, string Commit, string? Tag)
{
    /// <summary>Gets what a role of these files has as its version: a tag stays, a branch moves.</summary>
    public string RoleVersion => Tag ?? Commit;
}
