using Pulp.Repositories;

namespace Pulp.Plugins.Ansible.Promotion;

/// <summary>
/// Represents changes of repositories that one task makes, one after the other.
/// </summary>
/// <param name="Changes">The changes.</param>
internal sealed record CopyContent(IReadOnlyList<ModifyRepository> Changes);
