namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Represents what was found in the archive of a role.
/// </summary>
/// <param name="Metadata">What the role says of itself.</param>
/// <param name="Readme">Its README in Markdown; null when it has none.</param>
internal sealed record RoleContents(RoleMetadata Metadata, string? Readme);
