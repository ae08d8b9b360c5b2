namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Represents a link that a publisher shows with a namespace.
/// </summary>
/// <param name="Name">The text.</param>
/// <param name="Url">The address.</param>
public sealed record NamespaceLink(string Name, string Url);
