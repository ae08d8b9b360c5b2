namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Names what a sync does about a collection that upstream lists and cannot give.
/// </summary>
public enum OnBroken
{
    /// <summary>The sync goes on without it and reports it.</summary>
    Skip,

    /// <summary>The sync fails, and the repository stays as it was.</summary>
    Fail,
}
