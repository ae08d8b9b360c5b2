namespace Pulp.Plugins.Ansible.Rebuilding;

/// <summary>
/// Represents what a rebuild found.
/// </summary>
/// <param name="Checked">How many versions of collections and roles were meant.</param>
/// <param name="Rebuilt">How many of them said something else than their file, or lacked details, and do not any more.</param>
/// <param name="Missing">How many have no file here to be read.</param>
/// <param name="Refused">How many have a file that is no acceptable collection or role, or is another.</param>
internal sealed record RebuildMetadataResult(int Checked, int Rebuilt, int Missing, int Refused);
