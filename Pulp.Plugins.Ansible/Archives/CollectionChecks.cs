namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Tells which rules a collection is held to.
/// </summary>
internal enum CollectionChecks
{
    /// <summary>Those for a collection that is published here: all of Galaxy's.</summary>
    Publish,

    /// <summary>Those for a collection that another server published under the rules of its time: only what makes it unsafe or damaged refuses it, the rest is a warning.</summary>
    Mirror,
}
