namespace Pulp.Plugins.Ansible.Signatures;

/// <summary>
/// Represents what a task signs.
/// </summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="ServiceId">The signing service.</param>
/// <param name="Units">The collection versions; null for all.</param>
internal sealed record SignCollections(Guid RepositoryId, Guid ServiceId, IReadOnlyList<Guid>? Units);
