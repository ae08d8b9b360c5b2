using Pulp.ContentTypes;

namespace Pulp.Plugins.Ansible.Git;

/// <summary>
/// Represents what was built of a git repository.
/// </summary>
/// <param name="Unit">The unit, not saved.</param>
/// <param name="Path">The path of its archive in a repository.</param>
/// <param name="Archive">The archive.</param>
/// <param name="Sha256">The archive's digest.</param>
/// <param name="Size">The archive's size.</param>
/// <param name="Source">What it was built from.</param>
internal sealed record BuiltSources(Content Unit, string Path, string Archive, byte[] Sha256, long Size, GitPromise Source);
