namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Represents a signature that upstream shows with a collection version.
/// </summary>
/// <param name="Data">The signature in ASCII armor.</param>
/// <param name="Fingerprint">The fingerprint of the key, as upstream says; may be empty.</param>
internal readonly record struct UpstreamSignature(string Data, string Fingerprint);
