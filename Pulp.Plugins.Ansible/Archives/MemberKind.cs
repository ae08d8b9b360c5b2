namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Tells what a member of a collection's archive is.
/// </summary>
internal enum MemberKind
{
    /// <summary>A file with content.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A link whose target counts from the folder it is in.</summary>
    SymbolicLink,

    /// <summary>A link whose target counts from the root.</summary>
    HardLink,
}
