namespace Pulp.Plugins.Ansible.Rebuilding;

/// <summary>
/// Represents what a rebuild found.
/// </summary>
/// <param name="Checked">How many collection versions were meant.</param>
/// <param name="Rebuilt">How many of them said something else than their file, or lacked details, and do not any more.</param>
/// <param name="Missing">How many have no file here to be read.</param>
/// <param name="Refused">How many have a file that is no acceptable collection, or is another.</param>
internal sealed record RebuildMetadataResult(int Checked, int Rebuilt, int Missing, int Refused);
