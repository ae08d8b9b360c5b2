using Pulp.Repositories;

namespace Pulp.Plugins.Ansible.Indexes;

/// <summary>
/// Represents what was read of all units of a type in one repository version. It never changes.
/// </summary>
internal interface IVersionIndex
{
    /// <summary>Gets the repository version.</summary>
    RepositoryVersion Version { get; }

    /// <summary>Gets how many corrections of content there had been when this was read.</summary>
    long Corrections { get; }

    /// <summary>Gets how many entries are kept in memory for it.</summary>
    int Count { get; }
}
