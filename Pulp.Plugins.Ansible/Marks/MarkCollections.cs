namespace Pulp.Plugins.Ansible.Marks;

/// <summary>
/// Represents that a repository is to put a word on collection versions, or to take it away.
/// </summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="Units">The collection versions; null for all.</param>
/// <param name="Value">The word.</param>
/// <param name="IsMarked">Whether it is put on them.</param>
internal sealed record MarkCollections(Guid RepositoryId, IReadOnlyList<Guid>? Units, string Value, bool IsMarked);
