using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Requirements;

/// <summary>
/// Represents that a collection is asked for.
/// </summary>
/// <param name="Name">The collection.</param>
/// <param name="Range">The versions.</param>
/// <param name="Source">Where it is to be got: the name of another remote, or an address; null means the remote's own server.</param>
internal sealed record CollectionRequirement(CollectionName Name, VersionRange Range, string? Source = null);
