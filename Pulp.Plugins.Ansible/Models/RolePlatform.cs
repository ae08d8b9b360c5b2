namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Represents a platform that a role says it works on.
/// </summary>
/// <param name="Name">The platform, for example <c>Debian</c>.</param>
/// <param name="Release">The release, for example <c>bookworm</c>; <c>all</c> for each.</param>
public sealed record RolePlatform(string Name, string Release);
