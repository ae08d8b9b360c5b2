using Pulp.Artifacts;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Transfer;

/// <summary>
/// Holds the services behind an import.
/// </summary>
internal sealed record ImportServices(
    IPulpDatabase Database, IArtifactStorage Storage, ArtifactIngest Ingest, PulpCatalog Catalog, RepositoryChanges Changes, ResourceChanges Resources);
