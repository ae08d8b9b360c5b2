namespace Pulp.Plugins.Ansible;

/// <summary>
/// Holds the settings of the Ansible plugin.
/// </summary>
public sealed class AnsibleOptions
{
    /// <summary>Gets or sets the base path of the distribution that answers where a path names none.</summary>
    /// <value>The default is <c>default</c>; without such a distribution these paths are not found.</value>
    public string DefaultDistribution { get; set; } = "default";

    /// <summary>Gets or sets whether the Galaxy API shows collections and roles to clients that did not log in.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool AnonymousView { get; set; } = true;

    /// <summary>Gets or sets whether the Galaxy API gives files to clients that did not log in.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool AnonymousDownload { get; set; } = true;

    /// <summary>
    /// Gets or sets whether clients that did not log in can have collections fetched from the remote of a distribution. Users need the permission
    /// <c>ansible.pull_new_ansibledistribution</c> otherwise.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AnonymousPullThrough { get; set; }

    /// <summary>Gets or sets whether the Galaxy API serves roles, by its version 1. Without it <c>ansible-galaxy role</c> finds no server here.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool ServeRoles { get; set; } = true;

    /// <summary>Gets or sets whether downloads of collections through the Galaxy API are counted; the sum of each is its <c>download_count</c>.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool CountDownloads { get; set; } = true;

    /// <summary>Gets or sets whether the server's log has a line for each download of a collection through the Galaxy API: who, from which address, what, with which client.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool LogDownloads { get; set; }

    /// <summary>
    /// Gets or sets from where <c>ansible-galaxy role import</c> takes roles: the address of a git repository in which <c>{user}</c> and
    /// <c>{repository}</c> stand for what the client names.
    /// </summary>
    /// <value>The default is <c>https://github.com/{user}/{repository}</c>; empty turns imports of roles off.</value>
    public string RoleImportUrl { get; set; } = "https://github.com/{user}/{repository}";

    /// <summary>Gets or sets whether a signature is refused when the repository it is uploaded to has no key to verify it with.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool SignatureRequireVerification { get; set; } = true;

    /// <summary>
    /// Gets or sets how long a sync relies on what it read of collections whose versions it reads one by one. Then, when upstream changed, it reads them all again
    /// and finds signatures that were added to versions since: what such a server lists does not tell of them.
    /// </summary>
    /// <value>The default is one day; zero reads them at every sync.</value>
    public TimeSpan SignatureRereadInterval { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Gets or sets how long a token that the Galaxy API gave is valid.</summary>
    /// <value>The default is 365 days.</value>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromDays(365);
}
