namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Represents a tag in the list of all tags.
/// </summary>
/// <param name="Name">The tag.</param>
/// <param name="Count">How many collections have it.</param>
internal sealed record TagResponse(string Name, long Count);
