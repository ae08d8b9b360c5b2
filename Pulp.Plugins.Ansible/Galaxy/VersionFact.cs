using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Represents what never changes of a collection version.
/// </summary>
/// <param name="Version">The version.</param>
/// <param name="Created">When it came to the server.</param>
internal sealed record VersionFact(SemanticVersion Version, DateTimeOffset Created);
