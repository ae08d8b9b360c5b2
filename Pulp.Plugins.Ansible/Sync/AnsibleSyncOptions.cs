using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Represents what the sync of an Ansible repository may be told.
/// </summary>
public sealed record AnsibleSyncOptions
{
    /// <summary>Gets whether what did not change upstream is passed over.</summary>
    /// <value>The default is <see langword="true"/>. Otherwise everything is read again.</value>
    public bool Optimize { get; init; } = true;

    /// <summary>Gets the collections to take this time, as ansible-galaxy takes them (<c>acme.tools</c>, or <c>acme.tools:&gt;=1.0.0</c>), in place of what the remote takes.</summary>
    /// <value>Empty means what the remote takes.</value>
    public IReadOnlyList<string> Collections { get; init; } = [];

    /// <summary>Gets the roles to take this time, in place of all that a role remote lists: <c>acme.*</c>, <c>acme.web</c>, or <c>acme.web:1.0</c>.</summary>
    /// <value>Empty means all.</value>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Gets how many roles are taken at most from a role remote.</summary>
    /// <value>Null means all.</value>
    [Field(Minimum = 1)]
    public int? RoleLimit { get; init; }

    /// <summary>Gets what is done about a collection that upstream lists and cannot give.</summary>
    /// <value>The default is <see cref="OnBroken.Skip"/>.</value>
    public OnBroken OnBroken { get; init; }
}
