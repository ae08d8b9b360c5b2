using Microsoft.Extensions.Options;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Signatures;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Holds the services that syncs of collections need.
/// </summary>
/// <param name="Database">Where everything is kept.</param>
/// <param name="Catalog">The registered types.</param>
/// <param name="Storage">Where bytes are kept.</param>
/// <param name="Signatures">Verifies signatures.</param>
/// <param name="Types">The content types.</param>
/// <param name="Time">The clock.</param>
/// <param name="Settings">The plugin's settings.</param>
internal sealed record CollectionSyncServices(
    IPulpDatabase Database, PulpCatalog Catalog, IArtifactStorage Storage, ManifestSignatures Signatures, GalaxyTypes Types, TimeProvider Time, IOptions<AnsibleOptions> Settings);
