namespace Pulp.Plugins.Ansible.Changes;

/// <summary>
/// Represents that a collection, or one version of it, is to go.
/// </summary>
/// <param name="Repositories">The repositories from which it goes.</param>
/// <param name="Namespace">The collection's namespace.</param>
/// <param name="Name">The collection's name.</param>
/// <param name="Version">The version; null for all.</param>
internal sealed record RemoveCollection(IReadOnlyList<Guid> Repositories, string Namespace, string Name, string? Version);
