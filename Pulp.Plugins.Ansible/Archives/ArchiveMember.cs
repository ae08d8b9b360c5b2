namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Represents a member of a collection's archive.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Sha256">The SHA-256 of a file in hexadecimal, else empty.</param>
/// <param name="Target">What a link points to, else empty.</param>
internal readonly record struct ArchiveMember(MemberKind Kind, string Sha256, string Target);
