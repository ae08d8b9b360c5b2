using Microsoft.Extensions.Options;
using Pulp.Access;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Holds what the endpoints work with.
/// </summary>
internal sealed record GalaxyServices(
    IPulpDatabase Database,
    TimeProvider Time,
    GalaxyTypes Types,
    IAccessEvaluator Access,
    PrivateRepositories PrivateRepositories,
    CollectionReading Collections,
    IOptions<AnsibleOptions> Settings)
{
    public AnsibleOptions Options => Settings.Value;
}
