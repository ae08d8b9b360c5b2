using Pulp.Plugins.Ansible.Models;

namespace Pulp.Plugins.Ansible.Git;

/// <summary>
/// Represents an archive that is built when somebody asks for it: the commit, and the tag that a role is named by. As an address it is the git repository's
/// with <c>#commit</c> or <c>#commit:tag</c> behind it.
/// </summary>
/// <param name="Commit">The commit.</param>
/// <param name="Tag">The tag that was asked for; null when it was a branch or a commit.</param>
internal sealed record GitPromise(string Commit, string? Tag)
{
    public static GitPromise Parse(Uri address)
    {
        var parts = address.Fragment.TrimStart('#').Split(':', 2);
        return new GitPromise(parts[0], parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : null);
    }

    public Uri AddressIn(GitRemote remote) => new UriBuilder(remote.Url) { Fragment = Tag is null ? Commit : $"{Commit}:{Uri.EscapeDataString(Tag)}" }.Uri;
}
