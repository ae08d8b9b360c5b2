namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Represents a collection, whatever its versions, in the list of all collections.
/// </summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Name">The name.</param>
internal sealed record CollectionResponse(string Namespace, string Name);
